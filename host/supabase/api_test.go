package supabase_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/apidoc"
)

// TestAPI_Examples runs the examples of docs/api.md as a viewer: each finds its row.
func TestAPI_Examples(t *testing.T) {
	if testing.Short() {
		t.Skip("asks one question after the other")
	}
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	for name, cells := range map[string]map[string]any{
		"violations":       {"severity": "error", "rule_id": "no-eval", "file": "src/main.go", "line": 3},
		"gate_results":     {"gate_id": "g", "passed": false, "run_at": 5},
		"coupling_metrics": {"local_id": "src/core", "zone": "ZoneOfPain", "distance": 0.9},
		"secrets":          {"severity": "Critical", "file": "src/main.go"},
		"functions":        {"file": "src/main.go", "name": "main", "line": 1},
	} {
		write(t, s, p.part(t, schema.Find("drift", name), l, 1, func(int) map[string]any { return cells }))
	}
	gone := p.part(t, schema.Find("drift", "violations"), l, 1, func(int) map[string]any {
		return map[string]any{"id": uuid.New(), "rule_id": "old", "removed_at": "now"}
	})
	write(t, s, gone)
	if err := s.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	viewer := client{p: p, token: p.Member(t, p.tenant, "viewer").Token}
	for _, e := range apidoc.Examples() {
		status, body := viewer.do(t, http.MethodGet, example(e, l.Source), "")
		var rows []map[string]any
		if status != http.StatusOK || json.Unmarshal([]byte(body), &rows) != nil || len(rows) != 1 {
			t.Errorf("%s: %d, %d rows, want 1", e.Title, status, len(rows))
		}
	}
}

// example is a request of the page with what a reader puts in.
func example(e apidoc.Example, source uuid.UUID) string {
	return strings.NewReplacer("SOURCE", source.String(), "LAST", uuid.Nil.String()).Replace(e.Path)
}

// TestAPI_Plans wants the lists of the page to be found by an index and in its order, among
// a few thousand rows: neither is the table read, nor are its rows sorted.
func TestAPI_Plans(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.fill(t, p.Stack, 4000)
	source := query[uuid.UUID](t, p, `select primary_source_id from projects where id = $1`, p.project)
	// Of a handful of rows Postgres would rather sort than keep an order.
	if _, err := p.Pool().Exec(t.Context(), `do $$ begin execute format('alter database %I set enable_bitmapscan = off', current_database()); end $$`); err != nil {
		t.Fatal(err)
	}
	p.Pool().Reset()
	as := client{p: p, token: u.Token, head: http.Header{"Accept": {"application/vnd.pgrst.plan+text"}}}
	seen := 0
	for _, e := range apidoc.Examples() {
		if !strings.Contains(e.Path, "_violations?") || strings.HasPrefix(e.Path, "v_") {
			continue
		}
		seen++
		for _, path := range []string{example(e, source), example(e, source) + "&project_id=eq." + p.project.String()} {
			// A page of a thousand is a quarter of these rows, and would be sorted.
			status, plan := as.do(t, http.MethodGet, strings.Replace(path, "limit=1000", "limit=50", 1), "")
			sorts := strings.Contains(plan, "Sort") && !strings.Contains(path, "&order=line,id") // a file has few
			if status != http.StatusOK || strings.Contains(plan, "Scan on cloud_violations") || !strings.Contains(plan, "Index Scan using cloud_violations_") || sorts {
				t.Errorf("%s: %d\n%s", path, status, plan)
			}
		}
	}
	if seen < 6 {
		t.Errorf("%d examples read violations", seen)
	}
}

// TestAPI_Views compares the page's columns with the database's.
func TestAPI_Views(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	for _, v := range apidoc.Views() {
		rows, err := p.Pool().Query(t.Context(), `select attname || ' ' || format_type(atttypid, null) from pg_attribute
			where attrelid = to_regclass('public.' || $1) and attnum > 0 order by attnum`, v.Name)
		if err != nil {
			t.Fatal(err)
		}
		have, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, c := range v.Columns {
			want = append(want, c.Name+" "+c.Type)
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s: %s", v.Name, diff)
		}
	}
}

// TestAPI_Webhook stands a trigger in the place of Supabase's: it fires once a finished
// run, after the run's rows, and says whether it was complete.
func TestAPI_Webhook(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	if _, err := p.Pool().Exec(t.Context(), `create table public.hook (n serial, record jsonb, rows bigint);
		create function public.fire() returns trigger language plpgsql security definer as $$
		begin
			insert into public.hook (record, rows) values (to_jsonb(new), (select count(*) from public.cloud_functions));
			return null;
		end $$;
		create trigger hook after insert on public.sync_runs for each row execute function public.fire()`); err != nil {
		t.Fatal(err)
	}
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	start := p.start("ci")
	l := begin(t, s, start)
	write(t, s, p.part(t, functions, l, 3, nil))
	run := &sink.Run{ID: start.Run, Complete: true, Tables: map[string]sink.Counts{"drift.functions": {Read: 3, Sent: 3}}}
	for range 2 { // an answer that was lost is asked for again
		if err := s.Finish(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	got := query[string](t, p, `select string_agg(concat_ws(' ', record ->> 'id', record ->> 'complete', record #>> '{tables,drift.functions,sent}', rows), ';') from public.hook`)
	if want := start.Run.String() + " true 3 3"; got != want {
		t.Errorf("hook got %q, want %q", got, want)
	}
	begin(t, p.sink(t, p.Member(t, p.tenant, "member")), p.start("laptop")) // never finished
	if n := query[int](t, p, `select count(*) from public.hook`); n != 1 {
		t.Errorf("%d calls of the hook", n)
	}
}
