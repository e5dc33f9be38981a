package host_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/demo"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/host/supabase/pgrest"
	"github.com/driftsync/driftsync/schema"
)

// cloud is a project in Postgres behind a server that answers as PostgREST does.
type cloud struct {
	*pgrest.Stack
	tenant, project uuid.UUID
	user            pgrest.User
}

func newCloud(t testing.TB) *cloud {
	t.Helper()
	s := pgrest.NewStack(t, pgrest.Options{})
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
	return host.Destination{Name: c.URL + "#" + c.project.String(), Tenant: c.tenant, Project: c.project, Parallel: 4,
		Open: func() (sink.Sink, error) {
			s, err := supabase.New(o)
			if err != nil {
				return nil, err
			}
			return s, nil
		}}
}

// live returns the live rows of a table of one source, as [world.liveInFile] does.
func (c *cloud) live(w *world) func(t *schema.Table, columns []*schema.Column) []string {
	return func(t *schema.Table, columns []*schema.Column) []string {
		cells := []string{}
		for _, column := range columns {
			cells = append(cells, "coalesce("+inPostgres(column)+", '')")
		}
		if len(cells) == 0 {
			cells = []string{"''"}
		}
		rows, err := c.Pool().Query(context.Background(), "select concat_ws('|', "+strings.Join(cells, ", ")+") from "+
			t.Cloud+" where removed_at is null and sync_source_id = $1", w.source)
		if err != nil {
			w.tb.Fatal(err)
		}
		all, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			w.tb.Fatal(err)
		}
		return all
	}
}

// inPostgres is a cell as SQL that writes it as [asText] does.
func inPostgres(c *schema.Column) string {
	name := pgx.Identifier{c.InCloud()}.Sanitize()
	switch {
	case c.Boolean:
		return name + "::int::text"
	case c.Type == abi.Float:
		return "round(" + name + "::numeric, 6)::text"
	}
	return name + "::text"
}

// TestPush_HistoriesInPostgres is TestPush_Histories with Postgres as the destination
// and source keys that are kept there.
func TestPush_HistoriesInPostgres(t *testing.T) {
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	c := newCloud(t)
	histories(t, 2, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		w := &world{t: rt, tb: rt, logs: map[string]map[string]string{}, maybe: map[string][]string{}, saved: map[string]string{}, version: 7,
			bench: &bench{t: t, root: template.root, options: template.options}}
		w.live = c.live(w)
		w.root = filepath.Join(dir, "home", "ada", "shop")
		w.folder(template.root, w.root)
		w.options.Root, w.options.StateDir = w.root, filepath.Join(dir, "state")
		w.options.Destination = c.destination(t)
		w.neighbour(template, dir)
		w.history(filepath.Join(dir, "spare"), nil)
		os.RemoveAll(dir)
	})
}
