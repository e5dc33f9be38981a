package supabase_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/resttest"
)

// TestSettle has ada leave, whose source has the name that everybody wants.
func TestSettle(t *testing.T) {
	c := newCast(t)
	p, source := c.p, c.lease.Source
	owner := p.Member(t, p.tenant, "owner")
	p.Register(t, c.bob, "bob@example.org")
	p.Register(t, c.ada, "ada@example.org")
	if err := c.begun.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.sink(t, c.bob).Begin(t.Context(), p.start("ci")); fault.Status(err) != fault.ExitRefused {
		t.Errorf("bob takes ada's name: %v", err)
	}
	for name, u := range map[string]resttest.User{"a colleague": c.bob, "a viewer": c.viewer, "a former member": c.left, "another tenant": c.mallory,
		"a program": {Token: p.Token(t, owner.ID, map[string]any{"client_id": "x"})}} {
		s := p.sink(t, u)
		_, renamed := s.Rename(t.Context(), source, "mine")
		_, handed := s.HandOver(t.Context(), source, "")
		for what, err := range map[string]error{"renames": renamed, "takes": handed, "shows": s.Show(t.Context(), source)} {
			if fault.Status(err) != fault.ExitRefused {
				t.Errorf("%s %s it: %v", name, what, err)
			}
		}
	}
	if _, err := p.Pool().Exec(t.Context(), `update user_tenant_mappings set active = false where user_id = $1`, c.ada.ID); err != nil {
		t.Fatal(err)
	}
	sources, err := p.sink(t, owner).Sources(t.Context(), p.project)
	if err != nil || len(sources) != 1 || !sources[0].Gone || sources[0].Email != "ada@example.org" || sources[0].Mine {
		t.Fatalf("%+v, %v", sources, err)
	}
	if seen, err := p.sink(t, c.bob).Sources(t.Context(), p.project); err != nil || !seen[0].Gone || seen[0].Email != "" {
		t.Errorf("a member sees %+v, %v", seen, err)
	}
	if was, err := p.sink(t, c.admin).Rename(t.Context(), source, " ci-old "); err != nil || was != "ci" {
		t.Fatalf("was %q, %v", was, err)
	}
	fresh := begin(t, p.sink(t, c.bob), p.start("ci"))
	if fresh.Source == source {
		t.Error("the old source went by its old name")
	}
	for name, err := range map[string]error{
		"a name that is taken": second(p.sink(t, owner).Rename(t.Context(), source, "ci")), "an empty one": second(p.sink(t, owner).Rename(t.Context(), source, "  ")),
		"a long one": second(p.sink(t, owner).Rename(t.Context(), source, strings.Repeat("n", 129))), "to a viewer": second(p.sink(t, owner).HandOver(t.Context(), source, c.viewer.ID.String())),
		"to nobody": second(p.sink(t, owner).HandOver(t.Context(), source, "nobody@example.org")), "to one who left": second(p.sink(t, owner).HandOver(t.Context(), source, "ada@example.org")),
		"to another tenant": second(p.sink(t, owner).HandOver(t.Context(), source, c.mallory.ID.String())), "without a push": p.sink(t, owner).Show(t.Context(), fresh.Source),
		"a source that is not there": second(p.sink(t, owner).Rename(t.Context(), uuid.New(), "x")),
	} {
		if fault.Status(err) != fault.ExitRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	if name, err := p.sink(t, owner).HandOver(t.Context(), source, "Bob@example.org"); err != nil || name != "ci-old" {
		t.Fatalf("%q, %v", name, err)
	}
	// The key that names its rows goes along, and a team's key is made as before.
	start := p.start("ci-old")
	start.Key = nil
	heir := begin(t, p.sink(t, c.bob), start)
	if heir.Source != source || heir.Epoch != c.lease.Epoch+2 || string(heir.Key) != strings.Repeat("\x07", 32) || heir.KeyName != "ci" {
		t.Errorf("the heir gets %+v", heir)
	}
	if err := p.sink(t, c.admin).Show(t.Context(), source); err != nil {
		t.Error(err)
	}
}

func second[T any](_ T, err error) error { return err }

// An unnamed source goes to another account and on to another machine, and its rows keep the
// key that a team's key has made of the first machine.
func TestSettle_AnUnnamedSource(t *testing.T) {
	c := newCast(t)
	p := c.p
	first, digest := begin(t, p.sink(t, c.ada), p.start("")), strings.Repeat("ab", 32)
	mine := begin(t, p.sink(t, c.bob), p.start("")) // of the same machine and folder
	if _, err := p.sink(t, c.admin).Rename(t.Context(), first.Source, "name"); fault.Status(err) != fault.ExitRefused {
		t.Errorf("renamed: %v", err)
	}
	if _, err := p.sink(t, c.ada).HandOver(t.Context(), first.Source, c.bob.ID.String()); err != nil {
		t.Fatal(err)
	}
	if again := begin(t, p.sink(t, c.bob), p.start("")); again.Source != mine.Source {
		t.Error("a source was found by a digest that came along")
	}
	for _, machine := range []string{"cd", "ef"} {
		before, err := p.sink(t, c.bob).Adopt(t.Context(), first.Source, strings.Repeat(machine, 32), "")
		if err != nil || before != digest {
			t.Errorf("machine %s: the key is made of %s, %v", machine, before, err)
		}
	}
}

// TestWrite_MembershipEnds ends what a run has begun with, in the middle of it.
func TestWrite_MembershipEnds(t *testing.T) {
	for name, c := range map[string]struct {
		sql  string // of the user $1 and the source $2
		code fault.Code
		says string
	}{
		"ended":          {`update user_tenant_mappings set active = false where user_id = $1 and $2 <> ''`, fault.SinkMembership, "membership"},
		"removed":        {`delete from user_tenant_mappings where user_id = $1 and $2 <> ''`, fault.SinkMembership, "membership"},
		"a viewer":       {`update user_tenant_mappings set role = 'viewer' where user_id = $1 and $2 <> ''`, fault.SinkMembership, "viewer"},
		"handed over":    {`update sync_sources set owner_id = gen_random_uuid(), epoch = epoch + 1 where owner_id = $1 and id::text = $2`, fault.SinkGone, "handed over"},
		"retired":        {`update sync_sources set digest = 'retired:' || id, name = null, epoch = epoch + 1 where owner_id = $1 and id::text = $2`, fault.SinkGone, "retired"},
		"source deleted": {`delete from sync_sources where owner_id = $1 and id::text = $2`, fault.SinkGone, "gone"},
		"overtaken":      {`update sync_sources set epoch = epoch + 1 where owner_id = $1 and id::text = $2`, fault.SinkSuperseded, "newer run"},
	} {
		t.Run(name, func(t *testing.T) {
			cast := newCast(t)
			if _, err := cast.p.Pool().Exec(t.Context(), c.sql, cast.ada.ID.String(), cast.lease.Source.String()); err != nil {
				t.Fatal(err)
			}
			_, written := cast.begun.Write(t.Context(), cast.p.part(t, functions, cast.lease, 3, nil))
			_, counted := cast.begun.Count(t.Context(), map[string]int64{"cloud_functions": 3})
			finished := cast.begun.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true})
			for what, err := range map[string]error{"write": written, "count": counted, "finish": finished} {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%s: %v", what, err)
					continue
				}
				wantFault(t, err, c.code)
			}
		})
	}
}

func TestPrimarySource_Stale(t *testing.T) {
	c := newCast(t)
	p := c.p
	stale := func() string {
		t.Helper()
		_, body := (client{p: p, token: c.viewer.Token}).do(t, http.MethodGet, "v_primary_source?select=stale,source_name", "")
		return strings.TrimSpace(body)
	}
	if got := stale(); got != `[{"stale":"none","source_name":null}]` {
		t.Errorf("before the first push: %s", got)
	}
	if err := c.begun.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	other := p.sink(t, c.bob)
	begin(t, other, p.start("other"))
	if err := other.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ sql, want string }{
		{`select 1`, "null"},
		{`update sync_sources set last_run_at = last_run_at - interval '25 hours' where name = 'ci'`, `"behind"`},
		{`update sync_sources set last_run_at = last_run_at - interval '7 days'`, `"old"`},
		{`update user_tenant_mappings set active = false where user_id = '` + c.ada.ID.String() + `'`, `"owner"`},
		{`update projects set primary_source_id = null`, `"none"`},
	} {
		if _, err := p.Pool().Exec(t.Context(), step.sql); err != nil {
			t.Fatal(err)
		}
		if got := stale(); !strings.HasPrefix(got, `[{"stale":`+step.want) {
			t.Errorf("%s: %s", step.sql, got)
		}
	}
}
