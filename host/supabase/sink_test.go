package supabase_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/resttest"
)

func TestSink_Run(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	start := p.start("ci")
	first := begin(t, s, start)
	if first.Epoch != 1 || first.LastRun != uuid.Nil || !bytes.Equal(first.Key, start.Key) || len(first.Quarantined) != 0 {
		t.Errorf("first lease: %+v", first)
	}
	write(t, s, p.part(t, trends, first, 3, func(row int) map[string]any { return map[string]any{"metric_value": row} }))
	run := &sink.Run{ID: start.Run, Complete: true, Full: true, Client: "driftsync test", Catalogue: "c", Policy: "p",
		Plugins:     []sink.PluginRecord{{Name: "redact-default", Version: "1", SHA256: "00"}},
		Tables:      map[string]sink.Counts{"drift.health_trends": {Read: 3, Sent: 3}},
		Quarantined: []string{"k1", "k2"}}
	for range 2 { // an answer that was lost is asked for again
		if err := s.Finish(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	if n := query[int](t, p, `select count(*) from sync_runs where id = $1 and complete and tables #>> '{drift.health_trends,sent}' = '3'
		and began_at is not null and plugins #>> '{0,name}' = 'redact-default'`, run.ID); n != 1 {
		t.Errorf("%d records of the run, want 1", n)
	}
	if got := query[uuid.UUID](t, p, `select primary_source_id from projects where id = $1`, p.project); got != first.Source {
		t.Error("the first complete run did not make its source the primary one")
	}

	again := p.start("ci")
	again.Key = bytes.Repeat([]byte{8}, 32)
	second := begin(t, s, again)
	want := sink.Lease{Source: first.Source, Epoch: 2, LastRun: run.ID, Key: start.Key, Quarantined: []string{"k1", "k2"}}
	if diff := cmp.Diff(want, second); diff != "" {
		t.Errorf("second lease: %s", diff)
	}
}

func TestSink_Begin_FindsSources(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	ada, bob := p.Member(t, p.tenant, "member"), p.Member(t, p.tenant, "admin")
	unnamed := begin(t, p.sink(t, ada), p.start(""))
	if again := begin(t, p.sink(t, ada), p.start("")); again.Source != unnamed.Source || again.Epoch != 2 {
		t.Errorf("the same digest: %+v, want %s again", again, unnamed.Source)
	}
	other := p.start("")
	other.Digest = strings.Repeat("cd", 32)
	if l := begin(t, p.sink(t, ada), other); l.Source == unnamed.Source {
		t.Error("another digest found the same source")
	}
	if l := begin(t, p.sink(t, bob), p.start("")); l.Source == unnamed.Source {
		t.Error("another owner's digest found the same source")
	}
	named := begin(t, p.sink(t, ada), p.start("ci"))
	if named.Source == unnamed.Source {
		t.Error("a name found the unnamed source")
	}
	_, err := p.sink(t, bob).Begin(t.Context(), p.start("ci"))
	wantFault(t, err, fault.SinkRefused)
	keyless := p.start("team")
	keyless.Key = nil
	if l := begin(t, p.sink(t, ada), keyless); l.Key != nil {
		t.Error("a key came from nowhere")
	}
	if n := query[int](t, p, `select count(*) from sync_source_keys k join sync_sources s on s.id = k.sync_source_id where s.name = 'team'`); n != 0 {
		t.Error("a key was kept that was not given")
	}
}

func TestSink_Begin_IsAtomic(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	const runs = 12
	epochs, failed := make(chan int64, runs), make(chan error, runs)
	for range runs {
		s := p.sink(t, u)
		go func() {
			l, err := s.Begin(t.Context(), p.start("ci"))
			failed <- err
			epochs <- l.Epoch
		}()
	}
	var got []int64
	for range runs {
		if err := <-failed; err != nil {
			t.Error(err)
		}
		got = append(got, <-epochs)
	}
	slices.Sort(got)
	for i, e := range got {
		if e != int64(i+1) {
			t.Fatalf("epochs %v, want 1 to %d", got, runs)
		}
	}
}

func TestSink_Begin_Refusals(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	stranger := p.Member(t, p.Tenant(t), "owner")
	viewer := p.Member(t, p.tenant, "viewer")
	member := p.Member(t, p.tenant, "member")
	for name, c := range map[string]struct {
		user   resttest.User
		change func(*supabase.Options)
	}{
		"stranger": {user: stranger}, "viewer": {user: viewer},
		"no such project": {user: member, change: func(o *supabase.Options) { o.Project = uuid.New() }},
		"project of another tenant": {user: member, change: func(o *supabase.Options) {
			o.Project = p.Project(t, p.Tenant(t))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			start := p.start("ci")
			s := p.sink(t, c.user, func(o *supabase.Options) {
				if c.change != nil {
					c.change(o)
				}
				start.Project = o.Project
			})
			_, err := s.Begin(t.Context(), start)
			wantFault(t, err, fault.SinkRefused)
		})
	}
	if n := query[int](t, p, `select count(*) from sync_sources`); n != 0 {
		t.Errorf("%d sources were made", n)
	}
}

func TestSink_Superseded(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	older, newer := p.sink(t, u), p.sink(t, u)
	startOlder := p.start("ci")
	old := begin(t, older, startOlder)
	write(t, older, p.part(t, functions, old, 2, nil))
	begin(t, newer, p.start("ci"))
	_, err := older.Write(t.Context(), p.part(t, functions, old, 2, nil))
	wantFault(t, err, fault.SinkSuperseded)
	_, err = older.Sweep(t.Context(), functions)
	if err != nil { // nothing has an epoch below the older run's own
		wantFault(t, err, fault.SinkSuperseded)
	}
	wantFault(t, older.Finish(t.Context(), &sink.Run{ID: startOlder.Run}), fault.SinkSuperseded)
	if got := query[uuid.UUID](t, p, `select coalesce(last_run, '00000000-0000-0000-0000-000000000000') from sync_sources`); got != uuid.Nil {
		t.Error("an overtaken run became the last one")
	}
}
