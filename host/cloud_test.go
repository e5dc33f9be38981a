package host_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
)

// cloud is a project in Postgres behind a server that answers as PostgREST does.
type cloud struct {
	*resttest.Stack
	tenant, project uuid.UUID
	user            resttest.User
}

func newCloud(t testing.TB) *cloud { return newCloudOf(t, 0) }

// newCloudOf makes a project whose gateway takes bodies up to a size, in bytes.
func newCloudOf(t testing.TB, maxBody int64) *cloud {
	t.Helper()
	s := resttest.NewStack(t, resttest.Options{MaxBody: maxBody})
	c := &cloud{Stack: s, tenant: s.Tenant(t)}
	c.project, c.user = s.Project(t, c.tenant), s.Member(t, c.tenant, "member")
	return c
}

// destination is the project as a push sees it. Requests that fail are tried again at
// once, and a refused token is replaced by a good one.
func (c *cloud) destination(t testing.TB, change ...func(*supabase.Options)) host.Destination {
	o := supabase.Options{URL: c.URL, Key: c.Key, Tenant: c.tenant, Project: c.project,
		Token: func(context.Context) (string, error) { return c.user.Token, nil },
		Refresh: func(context.Context, string) (string, error) {
			return c.Token(t, c.user.ID, map[string]any{"jti": uuid.New()}), nil
		},
		Backoff: func() backoff.BackOff { return &backoff.ZeroBackOff{} },
	}
	for _, f := range change {
		f(&o)
	}
	return host.Destination{Name: c.URL + "#" + c.project.String(), Tenant: c.tenant, Project: c.project, Parallel: 4, Bare: true,
		Open: func() (sink.Sink, error) {
			s, err := supabase.New(o)
			if err != nil {
				return nil, err
			}
			return s, nil
		}}
}

// TestPush_HistoriesInPostgres is TestPush_Histories with Postgres as the destination
// and source keys that are kept there.
func TestPush_HistoriesInPostgres(t *testing.T) {
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	wasm, pristine := stricterPolicy(t), t.TempDir()
	namesCircle(t)
	new(world).folder(template.root, pristine)
	c := newCloud(t)
	histories(t, 2, func(rt *rapid.T) {
		w := newHistory(t, rt, template, pristine, wasm)
		w.live = c.live(w)
		c.project = c.Project(t, c.tenant)
		w.options.Destination = c.destination(t)
		w.options.Destination.Kept = c.kept(t)
		if rapid.Bool().Draw(rt, "team") {
			w.options.TeamKey = []byte(strings.Repeat("k", 32))
		}
		w.neighbour()
		days := trend{}
		w.compareMore = func(what string) { days.compare(c, w, what) }
		w.history(map[string]func(){
			"destination reset": func() {
				c.reset(rt)
				w.forget()
				clear(days)
			},
			"a team has a key now": func() { w.options.TeamKey = []byte(strings.Repeat("k", 32)) },
		})
	})
}

// reset empties a project as a restored database would: rows, runs and sources are gone.
func (c *cloud) reset(t rapid.TB) {
	if _, err := c.Pool().Exec(context.Background(), "update projects set primary_source_id = null; delete from sync_sources"); err != nil {
		t.Fatal(err)
	}
}

// trend is what v_trend_violations has to show: by source, and by how many days ago, the
// open violations by severity when a push of that day had ended.
type trend map[string]map[int]map[string]int

// compare takes a push that has ended into the model, compares, and lets days pass.
func (d trend) compare(c *cloud, w *world, what string) {
	days := d[w.source]
	if days == nil {
		days = map[int]map[string]int{}
		d[w.source] = days
	}
	days[0] = d.before(w.source, 0)
	if w.aside != schema.Drift { // else nothing is removed
		days[0] = w.severities()
	}
	var want []string
	for ago := range 30 {
		for severity, n := range d.before(w.source, ago) {
			want = append(want, fmt.Sprintf("%d %s %d", ago, severity, n))
		}
	}
	slices.Sort(want)
	c.show(w.tb, w.source)
	if got := c.trend(w.tb); !slices.Equal(got, want) {
		w.tb.Fatalf("v_trend_violations differs from the model\ngot  %q\nwant %q\nafter %s", minus(got, want), minus(want, got), what)
	}
	d.pass(c, w, rapid.IntRange(0, 2).Draw(w.t, "days"))
}

// before returns the counts of a day, which are those of the last one with a push.
func (d trend) before(source string, ago int) map[string]int {
	for ; ago < 200; ago++ {
		if counts, ok := d[source][ago]; ok {
			return counts
		}
	}
	return nil
}

// pass lets days pass, in the model and in the database.
func (d trend) pass(c *cloud, w *world, n int) {
	if n == 0 {
		return
	}
	for source, days := range d {
		older := map[int]map[string]int{}
		for ago, counts := range days {
			older[ago+n] = counts
		}
		d[source] = older
	}
	// In two steps, so that no day meets another one on its way.
	if _, err := c.Pool().Exec(context.Background(), fmt.Sprintf("update sync_counts set day = day - 9999; update sync_counts set day = day + %d", 9999-n)); err != nil {
		w.tb.Fatal(err)
	}
}

// severities counts the violations in the project's database.
func (w *world) severities() map[string]int {
	t := schema.Find(schema.Drift, "violations")
	at := slices.IndexFunc(compared(t), func(c *schema.Column) bool { return c.Name == "severity" })
	counts := map[string]int{}
	rows, _ := w.local(t)
	for _, cells := range rows {
		if cells != nil && cells[at] != null {
			counts[strings.ToLower(cells[at])]++
		}
	}
	return counts
}

// show makes a source the one that dashboards show.
func (c *cloud) show(t rapid.TB, source string) {
	if _, err := c.Pool().Exec(context.Background(), "update projects set primary_source_id = $1 where id = $2", source, c.project); err != nil {
		t.Fatal(err)
	}
}

// trend reads the view of the project, in the order of its lines.
func (c *cloud) trend(t rapid.TB) []string {
	rows, err := c.Pool().Query(context.Background(), `select concat_ws(' ', (now() at time zone 'UTC')::date - day, severity, violation_count)
		from v_trend_violations where project_id = $1`, c.project)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}
