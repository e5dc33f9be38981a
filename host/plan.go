package host

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/plainfile"
	"github.com/driftsync/driftsync/schema"
)

// Plan is the file plan.json that a dry run leaves beside the bodies: every request
// that a push of it makes, byte for byte but for the access token. A keyed digest in
// the file plan.seal tells this machine that nobody has changed it since.
type Plan struct {
	Schema      string              `json:"schema"` // "driftsync.plan/1"
	Sendable    bool                `json:"sendable"`
	Reason      string              `json:"reason,omitempty"` // why it is not
	Destination string              `json:"destination"`
	Run         uuid.UUID           `json:"run"`
	Source      uuid.UUID           `json:"source"`
	Epoch       int64               `json:"epoch"`
	Made        time.Time           `json:"made"`
	Client      string              `json:"client"`
	Catalogue   string              `json:"catalogue"` // digest of the schema
	Policy      string              `json:"policy"`    // digest of everything that decides what leaves
	Plugins     []sink.PluginRecord `json:"plugins"`
	Sweeps      []string            `json:"sweeps,omitempty"` // tables of which rows of earlier runs are marked after the bodies
	Requests    []PlannedRequest    `json:"requests"`
	Effects     []Effect            `json:"effects"`             // of rules, by column
	Rewritten   map[string]int64    `json:"rewritten,omitempty"` // rows of which rules took something, by table
	Files       map[string]string   `json:"files"`               // SHA-256 of the plan's other files
}

// PlannedRequest is one request of a plan. Method, path and headers are empty where
// the destination is not a server.
type PlannedRequest struct {
	sink.Request
	Table  string        `json:"table"` // "database.table"
	Kind   sink.PartKind `json:"kind"`
	Rows   int           `json:"rows"`
	Bytes  int           `json:"bytes"`
	SHA256 string        `json:"sha256"`
	Body   string        `json:"body"` // file with the request's body, below the plan
}

const (
	planFile = "plan.json"
	sealFile = "plan.seal"
)

// planned are the files whose digests a plan holds, beside those of the bodies.
var planned = []string{"run.json", "parts.json", "records"}

// plan ends a dry run: the spool in dir becomes a plan that [Options.PlanDir] can name.
func (p *push) plan(h *spool.Header) error {
	dir := p.planDir()
	p.result.Spool = dir
	p.result.Complete = !p.limited()
	sp, err := spool.Open(dir)
	if err != nil {
		return err
	}
	if err := sp.Close(); err != nil {
		return err
	}
	plan := &Plan{Schema: "driftsync.plan/1", Sendable: h.Sendable, Reason: p.result.Unsendable, Destination: h.Destination,
		Run: h.Run, Source: h.Source, Epoch: h.Epoch, Made: h.Began, Client: p.Client, Catalogue: schema.Digest(), Policy: h.Policy,
		Plugins: p.policy.plugins, Sweeps: h.Sweep, Effects: p.result.Effects, Requests: []PlannedRequest{}, Rewritten: make(map[string]int64), Files: make(map[string]string)}
	for i := range sp.Parts {
		part := &sp.Parts[i]
		r := PlannedRequest{Table: part.Table, Kind: part.Kind, Rows: part.Rows, Bytes: part.Bytes, SHA256: part.SHA256, Body: sp.Name(part)}
		if p.Destination.Describe != nil {
			r.Request = p.Destination.Describe(sp.Describe(part))
		}
		plan.Requests = append(plan.Requests, r)
		p.result.weigh(part)
	}
	for _, t := range p.result.Tables {
		if t.Rewritten > 0 {
			plan.Rewritten[t.Name] = t.Rewritten
		}
	}
	for _, name := range planned {
		if plan.Files[name], err = digestFile(filepath.Join(dir, name)); err != nil {
			return unwritten(err)
		}
	}
	data, err := json.MarshalIndent(plan, "", "  ")
	if err != nil {
		return unwritten(err)
	}
	return errors.Join(atomicfile.Write(filepath.Join(dir, planFile), data, 0o600),
		atomicfile.Write(filepath.Join(dir, sealFile), []byte(p.seal(data)), 0o600))
}

func unwritten(err error) error {
	return fault.New(fault.SpoolWrite, "the plan cannot be written", "check the free space of its folder", err)
}

// seal is a digest that only this machine can make.
func (p *push) seal(data []byte) string {
	mac := hmac.New(sha256.New, identity.Derive(p.machine.Key, "plan"))
	mac.Write(data)
	return hex.EncodeToString(mac.Sum(nil)) + "\n"
}

func digestFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// refusePlan is the fault of a plan that is not sent, before anything of it was.
func refusePlan(why string) error {
	return fault.New(fault.PlanRefused, "the plan is not sent: "+why, "make a new one with driftsync push --dry-run --out DIR", nil)
}

// sendPlan sends the bytes of a plan, if they are those that the dry run left and
// nothing has happened since. State and crash safety are those of any push.
func (p *push) sendPlan(ctx context.Context) error {
	plan, h, err := p.readPlan()
	if err != nil {
		return err
	}
	if err := p.judgePlan(h); err != nil {
		return err
	}
	if err := spool.Copy(p.spoolDir(), p.PlanDir); err != nil {
		return err
	}
	p.Databases, p.Tables = h.Databases, h.OnlyTables
	p.policy = &policy{digest: h.Policy, plugins: h.Plugins}
	r := p.result
	r.Run, r.Plugins, r.Rules, r.Effects, r.Reason = h.Run, h.Plugins, h.Rules, plan.Effects, h.Reason
	p.Full, r.Full = h.Asked, h.Asked
	err = p.timed(p.result, "begin", &r.Timing.Begin, func() error { return p.beginPlan(ctx, h) })
	if err != nil {
		return errors.Join(err, spool.Remove(p.spoolDir()))
	}
	for _, q := range h.Quarantine {
		r.Quarantined = append(r.Quarantined, q)
		p.quarantine.judgeNew(q)
	}
	c := p.collector(h, nil)
	c.rewritten = plan.Rewritten
	c.account()
	return p.timed(p.result, "send", &r.Timing.Send, func() error { return p.deliver(ctx, h) })
}

// readPlan reads a plan and checks every byte of it.
func (p *push) readPlan() (*Plan, *spool.Header, error) {
	data, err := plainfile.Read(filepath.Join(p.PlanDir, planFile), plainfile.Account)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, refusePlan(p.PlanDir + " holds no plan.json")
	}
	if err != nil {
		return nil, nil, fault.New(fault.ConfigInvalid, filepath.Join(p.PlanDir, planFile)+" cannot be read", "check the access rights of its folder", plainfile.Cause(err))
	}
	seal, err := plainfile.Read(filepath.Join(p.PlanDir, sealFile), plainfile.Text)
	if err != nil || !hmac.Equal(seal, []byte(p.seal(data))) {
		return nil, nil, refusePlan("plan.json was changed, or was made on another machine")
	}
	var plan Plan
	if err := json.Unmarshal(data, &plan); err != nil || plan.Schema != "driftsync.plan/1" {
		return nil, nil, refusePlan("another version of driftsync made it")
	}
	if !plan.Sendable {
		return nil, nil, fault.New(fault.PlanRefused, "the plan is not sent: "+plan.Reason,
			"push once, or run driftsync link; then make a new plan with driftsync push --dry-run --out DIR", nil)
	}
	files := plan.Files
	for _, r := range plan.Requests {
		files[r.Body] = r.SHA256
	}
	for name, want := range files {
		if sum, err := digestFile(filepath.Join(p.PlanDir, filepath.FromSlash(name))); err != nil || sum != want {
			return nil, nil, refusePlan(name + " was changed or is missing")
		}
	}
	sp, err := spool.Open(p.PlanDir)
	if err != nil {
		return nil, nil, err
	}
	if !p.describes(&plan, sp) {
		return nil, nil, errors.Join(refusePlan("this version of driftsync sends it with other headers"), sp.Close())
	}
	return &plan, &sp.Header, sp.Close()
}

// describes reports whether the requests of a plan are those that would be made now.
func (p *push) describes(plan *Plan, sp *spool.Spool) bool {
	if p.Destination.Describe == nil || len(plan.Requests) != len(sp.Parts) {
		return p.Destination.Describe == nil
	}
	for i, r := range plan.Requests {
		now := p.Destination.Describe(sp.Describe(&sp.Parts[i]))
		if r.Method != now.Method || r.Path != now.Path || !maps.Equal(r.Headers, now.Headers) {
			return false
		}
	}
	return true
}

// judgePlan refuses a plan that belongs elsewhere or is too old.
func (p *push) judgePlan(h *spool.Header) error {
	meta := &p.store.Meta
	switch {
	case h.Destination != p.Destination.Name || h.Tenant != p.Destination.Tenant || h.Project != p.Destination.Project:
		return refusePlan("it was made for another destination")
	case meta.LastRun == h.Run:
		return refusePlan("it was sent already")
	case meta.Source != h.Source:
		return refusePlan("it was made for another source")
	case meta.LastRun != h.Base || meta.Epoch+1 != h.Epoch:
		return refusePlan("another push came after it")
	case p.Destination.Bare != h.Bare:
		return refusePlan("another version of driftsync made its bodies, which hold in every row what the request says now")
	case p.local != h.Local:
		return refusePlan("plugins, keys or names of this machine have changed since")
	}
	return nil
}

// beginPlan takes the lease for which the plan was made. Any other one means that the
// destination has changed.
func (p *push) beginPlan(ctx context.Context, h *spool.Header) error {
	if err := p.take(ctx); err != nil {
		return err
	}
	if p.lease.Source != h.Source || p.lease.Epoch != h.Epoch || p.lease.LastRun != h.Base || p.result.Full != h.Full {
		return refusePlan("the destination has changed since")
	}
	return p.began(ctx)
}

// Register makes this set of databases known to the destination as a source, if state
// does not name one yet: a plan can then be made, and sent, before the first push. It
// reads no database. Errors are those of the destination.
func Register(ctx context.Context, o Options) (source uuid.UUID, err error) {
	if err := o.check(); err != nil {
		return uuid.Nil, err
	}
	p := &push{Options: o, result: &Result{}}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := p.memory.open(&p.Options); err != nil {
		return uuid.Nil, err
	}
	if p.store.Meta.Source != uuid.Nil {
		return p.store.Meta.Source, nil
	}
	if p.result.Run, err = uuid.NewV7(); err != nil {
		return uuid.Nil, fault.New(fault.Internal, "no random numbers", "", err)
	}
	if err := p.take(ctx); err != nil {
		return uuid.Nil, err
	}
	meta := p.store.Meta
	meta.Destination, meta.Project, meta.Source, meta.SourceName = o.Destination.Name, o.Destination.Project, p.lease.Source, o.SourceName
	meta.Epoch, meta.Run, meta.LastRun, meta.Stale = p.lease.Epoch, p.result.Run, p.lease.LastRun, p.stale()
	meta.Plugins, meta.SourceKey = []sink.PluginRecord{}, p.ownKey()
	return meta.Source, p.store.Commit(meta)
}

// unsendable says why the plan of a dry run cannot be sent, empty where it can.
func (p *push) unsendable() string {
	switch {
	case p.Destination.Unlinked:
		return "it is for review only, since no project is linked here; run driftsync login and driftsync link, then plan again"
	case p.store.Meta.Source == uuid.Nil:
		return "it is for review only, since ids are assigned at the first push; push once, then plan again"
	case exists(filepath.Join(p.spoolDir(), "run.json")):
		return "the last push did not end"
	}
	return ""
}
