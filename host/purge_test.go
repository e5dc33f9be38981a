package host_test

import (
	"testing"
	"time"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/demo"
)

// A source under a team's key is renamed, and its owner leaves. Whoever gets it goes on with
// the same ids, and at last it is erased: every push says what it does next.
func TestPurge_AfterAHandOverInPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes one after the other")
	}
	c := newCloud(t)
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	b.options.TeamKey, b.options.SourceName = []byte("the key of the whole team, long enough"), "ci"
	b.options.Destination = c.destination(t)
	logged := func() (all, live int) {
		t.Helper()
		if err := c.Pool().QueryRow(t.Context(), "select count(*), count(*) filter (where removed_at is null) from cloud_gate_results").Scan(&all, &live); err != nil {
			t.Fatal(err)
		}
		return all, live
	}
	b.otherMachine(1)
	source := b.push().Source
	was, _ := logged()
	ada, owner := c.user, c.Member(t, c.tenant, "owner")
	as := func() host.Options {
		o := b.options
		c.user = owner
		o.Destination = c.destination(t)
		return o
	}
	if before, err := host.RenameSource(t.Context(), as(), source, "ci-old"); err != nil || before != "ci" {
		t.Fatal(before, err)
	}
	if _, err := host.HandOver(t.Context(), as(), source, ""); err != nil {
		t.Fatal(err)
	}
	b.loseState()
	b.otherMachine(2)
	b.options = as()
	b.options.SourceName = "ci-old"
	for i, full := range []bool{true, false} {
		if r := b.push(); r.Source != source || r.Full != full {
			t.Errorf("push %d: source %v, full %v (%s)", i, r.Source, r.Full, r.FullReason)
		}
		if all, live := logged(); all != was || live != was {
			t.Errorf("push %d: %d rows of a log, %d live; there were %d", i, all, live, was)
		}
	}

	var pseudonym string
	var rows int64
	if err := c.Pool().QueryRow(t.Context(), "select author, count(*) from cloud_decisions where author is not null group by 1 order by 1 limit 1").Scan(&pseudonym, &rows); err != nil {
		t.Fatal(err)
	}
	author := ""
	for _, name := range b.authors() {
		r, err := host.Purge(t.Context(), b.options, host.Scope{Author: name}, true)
		if err != nil {
			t.Fatal(err)
		}
		if r.Author == pseudonym {
			author = name
			if r.Tables["cloud_decisions"] != rows || !r.DryRun {
				t.Errorf("%d of %d rows are found: %+v", r.Tables["cloud_decisions"], rows, r)
			}
			break
		}
	}
	if author == "" {
		t.Fatal("no name of the databases has the pseudonym of the cloud")
	}
	if r, err := host.Purge(t.Context(), b.options, host.Scope{Author: author}, false); err != nil || !r.Finished || r.Tables["cloud_decisions"] != rows {
		t.Errorf("%+v, %v", r, err)
	}
	if r := b.push(); !r.Unchanged {
		t.Errorf("a push after the author was erased sends something: %+v", r.Summary())
	}
	if r, err := host.Purge(t.Context(), b.options, host.Scope{Before: time.Now().Add(-48 * time.Hour)}, false); err != nil || r.Rows != 0 || r.Here {
		t.Errorf("nothing is that old: %+v, %v", r, err)
	}

	c.user = ada
	stranger := b.options
	stranger.Destination = c.destination(t)
	if _, err := host.Purge(t.Context(), stranger, host.Scope{Source: source}, false); fault.Status(err) != fault.ExitRefused {
		t.Errorf("a member erases it: %v", err)
	}
	c.user = owner
	receipt, err := host.Purge(t.Context(), b.options, host.Scope{Source: source}, false)
	if err != nil || !receipt.Here || receipt.Tables["cloud_gate_results"] != int64(was) || receipt.Tables["sync_sources"] != 1 {
		t.Fatalf("%+v, %v", receipt, err)
	}
	if all, _ := logged(); all != 0 {
		t.Errorf("%d rows are left", all)
	}
	if r := b.push(); r.Source == source || r.Epoch != 1 {
		t.Errorf("the next push goes on with it: %+v", r)
	}
	if all, live := logged(); all != was || live != was {
		t.Errorf("the next push fills %d rows, %d live, of %d", all, live, was)
	}
}
