package supabase_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema/migration"
	"github.com/driftsync/driftsync/schema/supabase"
)

// TestUpgrade_OneMigrationAfterTheOther has a client of today meet every cloud schema that
// there ever was: what it cannot do there it refuses with the name of a migration that is
// missing, and never with anything else.
func TestUpgrade_OneMigrationAfterTheOther(t *testing.T) {
	pgtest.Majors(t, func(t *testing.T, server *pgtest.Server) {
		files, err := migration.Files()
		if err != nil {
			t.Fatal(err)
		}
		database := server.Database(t)
		conn, err := pgx.Connect(t.Context(), database)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		apply := func(sql string) {
			t.Helper()
			if _, err := conn.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		apply(resttest.Bootstrap)
		p := serve(t, database)
		for i, f := range files {
			apply(f.SQL)
			if i == 0 {
				p.tenant = p.Tenant(t)
				p.project = p.Project(t, p.tenant)
			}
			worked := p.tryAll(t, f.Name, files[i+1:])
			if last := i == len(files)-1; last && len(worked) != len(p.calls(t)) {
				t.Errorf("with all migrations only %v work", worked)
			}
		}
		p.twoClients(t)
	})
}

// serve puts a REST server before a database.
func serve(t *testing.T, database string) *place {
	t.Helper()
	const key = "sb_" + "publishable_test"
	s, err := resttest.Open(t.Context(), resttest.Options{Database: database, Secret: []byte(strings.Repeat("of the tests ", 4)), Key: key})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(func() {
		web.Close()
		s.Close()
	})
	return &place{Stack: &resttest.Stack{Server: s, URL: web.URL, Key: key}}
}

// calls are what a client asks a cloud for, by an owner, each of a source of its own.
func (p *place) calls(t *testing.T) map[string]func(resttest.User) error {
	ctx, old := t.Context(), time.Now().Add(-48*time.Hour)
	source := func(u resttest.User) (uuid.UUID, error) {
		lease, err := p.sink(t, u).Begin(ctx, p.start(uuid.NewString()))
		return lease.Source, err
	}
	return map[string]func(resttest.User) error{
		"push": func(u resttest.User) error {
			s := p.sink(t, u)
			lease, err := s.Begin(ctx, p.start("push "+u.ID.String()))
			if err == nil {
				err = s.KeepKey(ctx, "00112233aabbccdd", nil)
			}
			if err == nil {
				_, err = s.Write(ctx, bare(lease, "main"))
			}
			if err == nil {
				err = s.Finish(ctx, &sink.Run{ID: uuid.New(), Complete: true})
			}
			return err
		},
		"sources": func(u resttest.User) error { return second(p.sink(t, u).Sources(ctx, p.project)) },
		"join":    func(u resttest.User) error { return second(account(t, p.Stack, u).Join(ctx)) },
		"members": func(u resttest.User) error { return second(account(t, p.Stack, u).Members(ctx, p.tenant)) },
		"invite": func(u resttest.User) error {
			return second(account(t, p.Stack, u).Invite(ctx, p.tenant, "guest@example.org", "member", true))
		},
		"revoke": func(u resttest.User) error {
			return second(account(t, p.Stack, u).Revoke(ctx, p.tenant, "guest@example.org", false))
		},
		"erase": func(u resttest.User) error {
			return second(p.sink(t, u).Erase(ctx, p.project, sink.Scope{Before: old}, true))
		},
		"rename": func(u resttest.User) error {
			id, err := source(u)
			if err == nil {
				_, err = p.sink(t, u).Rename(ctx, id, uuid.NewString())
			}
			return err
		},
		"hand over": func(u resttest.User) error {
			id, err := source(u)
			if err == nil {
				_, err = p.sink(t, u).HandOver(ctx, id, p.Member(t, p.tenant, "member").ID.String())
			}
			return err
		},
	}
}

// tryAll makes every call, and returns the names of those that work.
func (p *place) tryAll(t *testing.T, at string, missing []migration.File) (worked []string) {
	t.Helper()
	owner := p.Member(t, p.tenant, "owner")
	if _, err := p.Pool().Exec(t.Context(), `do $$ begin if to_regclass('app_private.onboarding') is not null then
		update app_private.onboarding set invitations = true; end if; end $$`); err != nil {
		t.Fatal(err)
	}
	calls := p.calls(t)
	for _, name := range slices.Sorted(maps.Keys(calls)) {
		err := calls[name](owner)
		if err == nil || name == "revoke" && strings.Contains(err.Error(), "no open invitation") {
			worked = append(worked, name)
			continue
		}
		f, ok := errors.AsType[*fault.Error](err)
		named := ok && f.Code == fault.SinkSchema && slices.ContainsFunc(missing, func(m migration.File) bool { return strings.Contains(f.Hint, m.Name) })
		if !named {
			t.Errorf("after %s: %s: %v, %+v", at, name, err, f)
		}
	}
	return worked
}

// bare is a part as a client of today sends it.
func bare(l sink.Lease, name string) *sink.Part {
	body := fmt.Sprintf(`[{"id":"%s","name":%q}]`, rowID(0), name)
	return &sink.Part{Table: functions, Kind: sink.Upsert, Columns: []string{"id", "name"}, Source: l.Source, Epoch: l.Epoch,
		Body: []byte(body), Offsets: []uint32{1, uint32(len(body))}}
}

// twoClients has a client of before bare parts and one of today push the same source in
// turn: each goes on where the other ended, and one that was overtaken writes nothing.
func (p *place) twoClients(t *testing.T) {
	t.Helper()
	u := p.Member(t, p.tenant, "member")
	var overtaken *sink.Part
	var before uuid.UUID
	for run, name := range []string{"older", "newer", "older again"} {
		s := p.sink(t, u)
		lease := begin(t, s, p.start("shared"))
		part := bare(lease, name)
		if run != 1 {
			part = p.part(t, functions, lease, 1, func(int) map[string]any { return map[string]any{"name": name} })
		}
		if lease.Epoch != int64(run+1) || lease.LastRun != before {
			t.Errorf("%s: epoch %d after run %v", name, lease.Epoch, lease.LastRun)
		}
		write(t, s, part)
		if overtaken != nil {
			_, err := s.Write(t.Context(), overtaken)
			wantFault(t, err, fault.SinkSuperseded)
		}
		before, overtaken = uuid.New(), part
		if counts, err := s.Count(t.Context(), map[string]int64{"cloud_functions": 1}); err != nil || counts["cloud_functions"] != 1 {
			t.Errorf("%s: %v, %v", name, counts, err)
		}
		if err := s.Finish(t.Context(), &sink.Run{ID: before, Complete: true}); err != nil {
			t.Fatal(err)
		}
		if got := query[string](t, p, `select string_agg(name, ',') from cloud_functions where sync_source_id = $1`, lease.Source); got != name {
			t.Errorf("%s: the table has %s", name, got)
		}
	}
}

// TestUpgrade_ReleasedCalls wants every function of a released migration to take the
// arguments that it took then: clients of then still name them.
func TestUpgrade_ReleasedCalls(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	files, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	released, err := migration.ReadReleased(supabase.Files)
	if err != nil {
		t.Fatal(err)
	}
	call, argument := regexp.MustCompile(`create or replace function public\.(driftsync_\w+)\(([^)]*)\)`), regexp.MustCompile(`(p_\w+) (\w+)`)
	tried := 0
	for _, f := range files {
		if released.Files[f.Name] == "" {
			continue
		}
		for _, made := range call.FindAllStringSubmatch(f.SQL, -1) {
			tried++
			names := []string{}
			for _, a := range argument.FindAllStringSubmatch(made[2], -1) {
				names = append(names, a[1]+" "+strings.Replace(a[2], "timestamptz", "timestamp with time zone", 1))
			}
			if n := query[int](t, p, `select count(*) from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = $1
				and has_function_privilege('authenticated', p.oid, 'execute') and p.pronargs - p.pronargdefaults <= $3
				and (array(select coalesce(p.proargnames[u.i], '') || ' ' || format_type(u.t, null)
					from unnest(p.proargtypes) with ordinality u(t, i) order by u.i))[1:$3] = $2::text[]`, made[1], names, len(names)); n != 1 {
				t.Errorf("%s: %s can no longer be called with %v", f.Name, made[1], names)
			}
		}
	}
	if tried < 8 {
		t.Errorf("only %d functions were found", tried)
	}
}
