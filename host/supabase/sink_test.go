package supabase_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/pgtest"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/host/supabase/pgrest"
	"github.com/driftsync/driftsync/schema"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// place is a tenant with a project and a stack around it.
type place struct {
	*pgrest.Stack
	tenant, project uuid.UUID
}

func newPlace(t *testing.T, o pgrest.Options) *place {
	t.Helper()
	s := pgrest.NewStack(t, o)
	tenant := s.Tenant(t)
	return &place{Stack: s, tenant: tenant, project: s.Project(t, tenant)}
}

// sink returns a sink of the user.
func (p *place) sink(t testing.TB, u pgrest.User, change ...func(*supabase.Options)) *supabase.Sink {
	t.Helper()
	o := supabase.Options{
		URL: p.URL, Key: p.Key, Tenant: p.tenant, Project: p.project,
		Token:   func(context.Context) (string, error) { return u.Token, nil },
		Backoff: func() backoff.BackOff { return &backoff.ZeroBackOff{} },
	}
	for _, c := range change {
		c(&o)
	}
	s, err := supabase.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func (p *place) start(name string) sink.Start {
	return sink.Start{Run: uuid.New(), Tenant: p.tenant, Project: p.project, Name: name,
		Digest: strings.Repeat("ab", 32), Key: bytes.Repeat([]byte{7}, 32), Client: "driftsync test"}
}

func begin(t testing.TB, s *supabase.Sink, start sink.Start) sink.Lease {
	t.Helper()
	l, err := s.Begin(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func wantFault(t *testing.T, err error, code fault.Code) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Code != code {
		t.Fatalf("got %v, want fault %s", err, code)
	}
}

var (
	trends    = schema.Find("drift", "health_trends")
	functions = schema.Find("drift", "functions")
)

// part makes a part of n rows whose carried cells are all null but those that set gives.
func (p *place) part(t testing.TB, table *schema.Table, l sink.Lease, n int, set func(row int) map[string]any) *sink.Part {
	t.Helper()
	part := &sink.Part{Table: table, Kind: sink.Upsert, Body: []byte{'['}}
	for _, c := range table.CloudColumns() {
		if c.Name != "first_synced_at" {
			part.Columns = append(part.Columns, c.Name)
		}
	}
	for row := range n {
		cells := map[string]any{"tenant_id": p.tenant, "project_id": p.project, "sync_source_id": l.Source,
			"sync_epoch": l.Epoch, "id": rowID(row), "synced_at": "now"}
		if set != nil {
			for name, value := range set(row) {
				cells[name] = value
			}
		}
		part.Offsets = append(part.Offsets, uint32(len(part.Body)))
		for i, name := range part.Columns {
			part.Body = append(part.Body, "{,"[min(i, 1)])
			value, err := json.Marshal(cells[name])
			if err != nil {
				t.Fatal(err)
			}
			part.Body = fmt.Appendf(part.Body, "%q:%s", name, value)
		}
		part.Body = append(part.Body, "},"...)
	}
	part.Body[len(part.Body)-1] = ']'
	part.Offsets = append(part.Offsets, uint32(len(part.Body)))
	return part
}

// rowID spreads ids over their whole range, as digests are.
func rowID(row int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, row)) }

// query asks behind the policies.
func query[T any](t *testing.T, p *place, sql string, args ...any) T {
	t.Helper()
	var v T
	if err := p.Pool().QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func write(t testing.TB, s *supabase.Sink, part *sink.Part) []sink.Refusal {
	t.Helper()
	refused, err := s.Write(t.Context(), part)
	if err != nil {
		t.Fatal(err)
	}
	return refused
}

func TestSink_Run(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
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
	p := newPlace(t, pgrest.Options{})
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
	p := newPlace(t, pgrest.Options{})
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
	p := newPlace(t, pgrest.Options{})
	stranger := p.Member(t, p.Tenant(t), "owner")
	viewer := p.Member(t, p.tenant, "viewer")
	member := p.Member(t, p.tenant, "member")
	for name, c := range map[string]struct {
		user   pgrest.User
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
	p := newPlace(t, pgrest.Options{})
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

func TestSink_Write_FindsPoison(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	const n = 500
	bound := func(poison int) int { return poison * (2*bits.Len(n-1) + 1) }
	for _, c := range []struct {
		name   string
		poison []int
		cell   any
		code   string
	}{
		{"first", []int{0}, "no number", "22P02"},
		{"last", []int{n - 1}, "no number", "22P02"},
		{"middle", []int{n / 2}, 1e300, "22P02"},
		{"two", []int{17, 311}, "no number", "22P02"},
		{"none", nil, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := p.Pool().Exec(t.Context(), "truncate cloud_functions"); err != nil {
				t.Fatal(err)
			}
			p.Requests()
			refused := write(t, s, p.part(t, functions, l, n, func(row int) map[string]any {
				if slices.Contains(c.poison, row) {
					return map[string]any{"line": c.cell}
				}
				return map[string]any{"line": row}
			}))
			var want []sink.Refusal
			for _, row := range c.poison {
				want = append(want, sink.Refusal{Row: row, Code: c.code})
			}
			if diff := cmp.Diff(want, refused); diff != "" {
				t.Errorf("refusals: %s", diff)
			}
			if asked := len(p.Requests()); asked > max(1, bound(len(c.poison))) {
				t.Errorf("%d requests, want at most %d", asked, bound(len(c.poison)))
			}
			if arrived := query[int](t, p, `select count(*) from cloud_functions`); arrived != n-len(c.poison) {
				t.Errorf("%d rows arrived, want %d", arrived, n-len(c.poison))
			}
		})
	}
}

func TestSink_Write_NUL(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	refused := write(t, s, p.part(t, functions, l, 3, func(row int) map[string]any {
		return map[string]any{"name": []string{"a", "b\x00", "c"}[row]}
	}))
	if diff := cmp.Diff([]sink.Refusal{{Row: 1, Code: "22P05"}}, refused); diff != "" {
		t.Error(diff)
	}
}

func TestSink_Write_Budget(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"), func(o *supabase.Options) { o.Refusals = 3 })
	l := begin(t, s, p.start("ci"))
	_, err := s.Write(t.Context(), p.part(t, functions, l, 64, func(int) map[string]any { return map[string]any{"line": "x"} }))
	wantFault(t, err, fault.SinkRefused)
}

// TestSink_Write_SlowStatement has a server that has time for few rows only.
func TestSink_Write_SlowStatement(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	part := p.part(t, functions, l, 100, nil)
	p.Use(onLength(int64(len(part.Body)/4), http.StatusInternalServerError, `{"code":"57014","message":"canceling statement"}`))
	p.Requests()
	if refused := write(t, s, part); len(refused) != 0 {
		t.Errorf("refused %v", refused)
	}
	if n := query[int](t, p, `select count(*) from cloud_functions`); n != 100 {
		t.Errorf("%d rows arrived, want 100", n)
	}
	p.Use(onLength(int64(len(part.Body)/2), http.StatusRequestEntityTooLarge, `<html>`))
	write(t, s, part)
}

// onLength answers requests with a longer body in the server's place.
func onLength(limit int64, status int, body string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > limit {
				w.WriteHeader(status)
				w.Write([]byte(body))
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// TestSink_Write_LostAnswer commits a part, loses the answer, and sends it again.
func TestSink_Write_LostAnswer(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	lost := false
	p.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if lost {
				next.ServeHTTP(w, r)
				return
			}
			lost = true
			next.ServeHTTP(discard{http.Header{}}, r)
			panic(http.ErrAbortHandler)
		})
	})
	write(t, s, p.part(t, functions, l, 5, nil))
	if n := query[int](t, p, `select count(*) from cloud_functions`); n != 5 || !lost {
		t.Errorf("%d rows, want 5", n)
	}
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

func TestSink_Sweep(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	u := p.Member(t, p.tenant, "member")
	s := p.sink(t, u)
	l := begin(t, s, p.start("ci"))
	cells := func(row int) map[string]any { return map[string]any{"name": fmt.Sprint("f", row), "line": row} }
	write(t, s, p.part(t, functions, l, 100, cells))
	l = begin(t, s, p.start("ci"))
	write(t, s, p.part(t, functions, l, 60, cells))
	p.Use(func(next http.Handler) http.Handler { // too much time for more than a quarter of the ids
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPatch && len(r.URL.Query()["id"]) < 2 {
				w.WriteHeader(http.StatusInternalServerError)
				w.Write([]byte(`{"code":"57014"}`))
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	// The outermost ranges have one bound only, so they are halved to the end.
	if _, err := s.Sweep(t.Context(), functions); err == nil {
		t.Error("a sweep that never finds time succeeded")
	} else {
		wantFault(t, err, fault.SinkUnreachable)
	}
	p.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPatch && len(r.URL.Query()["id"]) < 1 {
				w.WriteHeader(http.StatusInternalServerError)
				w.Write([]byte(`{"code":"57014"}`))
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	n, err := s.Sweep(t.Context(), functions)
	if err != nil || n != 40 {
		t.Fatalf("swept %d, %v; want 40", n, err)
	}
	if n, err := s.Sweep(t.Context(), functions); err != nil || n != 0 {
		t.Errorf("the second sweep: %d, %v; want none", n, err)
	}
	if got := query[int](t, p, `select count(*) from cloud_functions where removed_at is not null and name is null and line is not null and sync_epoch = 2`); got != 40 {
		t.Errorf("%d tombstones that keep safe cells alone, want 40", got)
	}
	if got := query[int](t, p, `select count(*) from cloud_functions where removed_at is null and name is not null`); got != 60 {
		t.Errorf("%d live rows, want 60", got)
	}
	_, err = s.Sweep(t.Context(), trends)
	wantFault(t, err, fault.Internal)
}

func TestSink_ReturningRowBeginsAnew(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	put := func(removed any) time.Time {
		t.Helper()
		write(t, s, p.part(t, functions, l, 1, func(int) map[string]any { return map[string]any{"removed_at": removed} }))
		return query[time.Time](t, p, `select first_synced_at from cloud_functions`)
	}
	first := put(nil)
	if again := put(nil); !again.Equal(first) {
		t.Error("an update moved first_synced_at")
	}
	if gone := put("now"); !gone.Equal(first) {
		t.Error("a tombstone moved first_synced_at")
	}
	if back := put(nil); !back.After(first) {
		t.Error("a row that came back kept its first_synced_at")
	}
}

func TestSink_Schema_NamesTheMigration(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	if _, err := p.Pool().Exec(t.Context(), "drop table cloud_simulations; drop function driftsync_finish"); err != nil {
		t.Fatal(err)
	}
	simulations := schema.Find("drift", "simulations")
	_, err := s.Write(t.Context(), p.part(t, simulations, l, 1, nil))
	wantFault(t, err, fault.SinkSchema)
	if hint := err.(*fault.Error).Hint; !strings.Contains(hint, "driftsync_tier2.sql") {
		t.Errorf("hint %q does not name the migration", hint)
	}
	wantFault(t, s.Finish(t.Context(), &sink.Run{ID: uuid.New()}), fault.SinkSchema)
}
