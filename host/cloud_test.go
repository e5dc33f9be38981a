package host_test

import (
	"context"
	"testing"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/demo"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/host/supabase/pgrest"
)

// cloud is a project in Postgres behind a server that answers as PostgREST does.
type cloud struct {
	*pgrest.Stack
	tenant, project uuid.UUID
	user            pgrest.User
}

func newCloud(t testing.TB) *cloud { return newCloudOf(t, 0) }

// newCloudOf makes a project whose gateway takes bodies up to a size, in bytes.
func newCloudOf(t testing.TB, maxBody int64) *cloud {
	t.Helper()
	s := pgrest.NewStack(t, pgrest.Options{MaxBody: maxBody})
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
		w.neighbour()
		w.history(map[string]func(){"destination reset": func() {
			c.reset(rt)
			w.forget()
		}})
	})
}

// reset empties a project as a restored database would: rows, runs and sources are gone.
func (c *cloud) reset(t rapid.TB) {
	if _, err := c.Pool().Exec(context.Background(), "update projects set primary_source_id = null; delete from sync_sources"); err != nil {
		t.Fatal(err)
	}
}
