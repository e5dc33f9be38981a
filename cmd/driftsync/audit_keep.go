package main

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/destination"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/report"
	"github.com/driftsync/driftsync/schema"
)

// keepReport signs and keeps the account of a run, and writes it where it was asked
// for. That of a run that read nothing is not kept: the last one is still the last.
func keepReport(o *host.Options, cfg *config.Config, began time.Time, r *host.Result, file string) error {
	if r.Run == [16]byte{} || (r.DryRun || r.Unchanged) && file == "" {
		return nil
	}
	account, err := newReport(o, cfg, began, r)
	if err != nil {
		return err
	}
	store := report.NewStore(o.StateDir)
	if err := addBefore(store, account); err != nil {
		return err
	}
	sign := store.Save
	if r.Unchanged {
		sign = store.Sign
	}
	signed, err := sign(account)
	if err != nil || file == "" {
		return err
	}
	return saveReport(file, signed, formatOf(file))
}

// addBefore names the run that took something away from what is there, where this one
// took nothing.
func addBefore(store *report.Store, a *report.Report) error {
	if len(a.Taken) > 0 || a.Totals.Sent > 0 {
		return nil
	}
	_, err := store.Find(func(r *report.Report) bool {
		found := r.ProjectID == a.ProjectID && r.Destination == a.Destination && !r.DryRun && len(r.Taken) > 0
		if found {
			a.Before = &report.Before{Run: r.Run, Began: r.Began, Taken: r.Taken}
		}
		return found
	})
	return err
}

// pusher says who pushed: the account of the destination, or the user of this machine.
func pusher(cfg *config.Config, to string) (string, error) {
	if destination.Local(to) {
		if is, err := user.Current(); err == nil {
			return is.Username + ", on this machine", nil
		}
		return "", nil
	}
	is, err := whoPushes(cfg)
	if err != nil || is.Email != "" {
		return is.Email, err
	}
	return is.Origin, nil
}

// takenBy counts what was taken away by rule, the most frequent first.
func takenBy(rules map[string]int64) []report.Rule {
	all := []report.Rule{}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		all = append(all, report.Rule{Name: name, Count: rules[name]})
	}
	slices.SortStableFunc(all, func(a, b report.Rule) int { return cmp.Compare(b.Count, a.Count) })
	return all
}

// formatOf returns the format that the ending of a file's name asks for.
func formatOf(file string) string {
	if ext := filepath.Ext(file); ext == ".json" || ext == ".md" {
		return ext[1:]
	}
	return "html"
}

func newReport(o *host.Options, cfg *config.Config, began time.Time, r *host.Result) (*report.Report, error) {
	machine, err := state.OpenMachine(o.StateDir)
	if err != nil {
		return nil, err
	}
	settings, err := json.Marshal(cfg.File)
	if err != nil {
		return nil, fault.New(fault.Internal, "the report cannot be made", "please report this", nil)
	}
	sum := sha256.Sum256(settings)
	a := &report.Report{
		Run: r.Run.String(), Client: o.Client, Began: began.UTC().Truncate(time.Second), Duration: r.Timing.Total.Round(time.Millisecond),
		Machine: hex.EncodeToString(identity.Derive(machine.Key, "report", machine.ID)[:8]),
		Project: filepath.Base(state.RealRoot(o.Root)), ProjectID: machine.ProjectID(o.Root), Taken: takenBy(r.Rules), Unchanged: r.Unchanged,
		Destination: destination.Below(o.Root, r.Destination), Source: r.Source.String(), Epoch: r.Epoch, DryRun: r.DryRun, Complete: r.Complete, Status: r.Status(),
		Catalogue: schema.Digest(), Config: hex.EncodeToString(sum[:]), Reason: r.Reason, Plugins: r.Plugins, Shadows: r.Shadows, Totals: r.Summary(), Bytes: r.Bytes,
		Destroyed: r.Destroyed, Reasons: []report.Reason{}, Dangling: []report.Dangling{}, Bodies: []report.Body{},
		Hosts: network.Contacts(), HostsListed: network.Restricted(),
	}
	if a.Account, err = pusher(cfg, r.Destination); err != nil {
		return nil, err
	}
	for _, q := range byReason(r.Quarantined) {
		a.Reasons = append(a.Reasons, report.Reason{Table: q.Table, Column: q.Column, Stage: q.Stage, Reason: q.Reason, Rows: q.Rows})
	}
	for _, db := range schema.Databases() {
		for _, s := range db.Stays {
			if !strings.Contains(s.Name, ".") {
				a.Local = append(a.Local, db.Name+"."+s.Name)
			}
		}
	}
	for _, d := range r.Dangling {
		a.Dangling = append(a.Dangling, report.Dangling(d))
	}
	if a.Proof, err = reportProof(o); err != nil {
		return nil, err
	}
	a.Tables = reportTables(r)
	a.Bodies = bodies(r)
	if r.DryRun {
		for _, b := range a.Bodies {
			a.Bytes += int64(b.Bytes)
		}
	}
	return a, nil
}

// reportProof returns the last proof under the policy of a run, nil where none was run.
func reportProof(o *host.Options) (*report.Proof, error) {
	r, err := host.LastProof(*o)
	if err != nil || r == nil {
		return nil, err
	}
	return &report.Proof{Began: r.Began.Truncate(time.Second), Seed: r.Seed, Policy: r.Policy, Columns: r.Columns, Counts: r.Counts, Kinds: r.Kinds, Leaks: r.Leaks}, nil
}

func reportTables(r *host.Result) []report.Table {
	effects := make(map[string][]report.Rule) // by table and column
	for _, e := range r.Effects {
		at := e.Table + "\x00" + e.Column
		effects[at] = append(effects[at], report.Rule{Name: e.Plugin + "/" + e.Rule, Count: e.Count})
	}
	counts := make(map[string]host.TableResult)
	for _, t := range r.Tables {
		counts[t.Name] = t
	}
	var all []report.Table
	for _, t := range schema.Synced() {
		table := report.Table{Name: t.FullName(), Cloud: t.Cloud, Counts: counts[t.FullName()].Counts}
		carried := make(map[string]bool)
		for _, c := range t.Carried() {
			carried[c.Name] = true
		}
		for _, c := range t.Columns {
			table.Columns = append(table.Columns, report.Column{Name: c.Name, Class: c.Class.String(), Never: !carried[c.Name],
				Rules: effects[t.FullName()+"\x00"+c.Name]})
		}
		all = append(all, table)
	}
	return all
}

// bodies returns what was confirmed, or what the plan of a dry run holds.
func bodies(r *host.Result) []report.Body {
	all := make([]report.Body, 0, len(r.Bodies))
	for _, b := range r.Bodies {
		all = append(all, report.Body{Number: b.Number, Table: b.Table, Kind: string(b.Kind), Rows: b.Rows, Bytes: b.Bytes, SHA256: b.SHA256, Refused: b.Refused, Answers: b.Answers})
	}
	if !r.DryRun {
		return all
	}
	f, err := os.Open(filepath.Join(r.Spool, "parts.json"))
	if err != nil {
		return all
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		var b report.Body
		if json.Unmarshal(in.Bytes(), &b) == nil {
			all = append(all, b)
		}
	}
	return all
}
