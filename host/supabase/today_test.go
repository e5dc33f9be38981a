package supabase_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema/migration"
)

// openToAll is what projects gave to new objects by themselves until 2026.
const openToAll = `alter default privileges in schema public grant select, insert, update, delete on tables to anon, authenticated;
	alter default privileges in schema public grant execute on functions to anon, authenticated;`

// TestGrants compares what the roles of the API may do in a project that gives new objects
// no grants, as all do since 30 October 2026, with one that gives every grant.
func TestGrants(t *testing.T) {
	today, before := privileges(t, ""), privileges(t, openToAll)
	if d := cmp.Diff(before, today); d != "" {
		t.Errorf("the migrations do not name every grant (-open project, +today's):\n%s", d)
	}
	for _, wanted := range []string{"authenticated select cloud_functions", "authenticated insert cloud_functions", "authenticated update cloud_functions",
		"authenticated select v_project_health", "authenticated execute driftsync_begin"} {
		if !slices.Contains(today, wanted) {
			t.Errorf("lacks %s", wanted)
		}
	}
	if at := slices.IndexFunc(today, func(s string) bool { return strings.HasPrefix(s, "anon ") }); at >= 0 {
		t.Errorf("without a login: %s", today[at])
	}
}

// privileges returns what the roles may do with our objects after the migrations.
func privileges(t *testing.T, defaults string) []string {
	t.Helper()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, pgtest.Shared(t).Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	files, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{resttest.Bootstrap + `;
		alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
		alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;
		alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;` + defaults}
	for _, f := range files {
		statements = append(statements, f.SQL)
	}
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := conn.Query(ctx, `
		select format('%s %s %s', r, p, c.relname) from unnest(array['anon', 'authenticated']) r, pg_class c, unnest(array['select', 'insert', 'update']) p
			where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') and has_any_column_privilege(r, c.oid, p)
		union all select format('%s delete %s', r, c.relname) from unnest(array['anon', 'authenticated']) r, pg_class c
			where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') and has_table_privilege(r, c.oid, 'delete')
		union all select format('%s execute %s', r, f.proname) from unnest(array['anon', 'authenticated']) r, pg_proc f
			where f.pronamespace = 'public'::regnamespace and has_function_privilege(r, f.oid, 'execute')
		order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestPages has lists be longer than what a project hands out at once.
func TestPages(t *testing.T) {
	s := resttest.NewStack(t, resttest.Options{MaxRows: 3})
	tenant := s.Tenant(t)
	u := s.Member(t, tenant, "owner")
	for range 7 {
		s.Project(t, tenant)
	}
	a := account(t, s, u)
	for _, want := range []int{7, 9} {
		all, err := a.Projects(t.Context(), tenant)
		if err != nil || len(all) != want {
			t.Fatalf("%d projects, want %d: %v", len(all), want, err)
		}
		seen := map[string]bool{}
		for _, p := range all {
			seen[p.ID.String()] = true
		}
		if len(seen) != want {
			t.Errorf("%d different ones of %d", len(seen), want)
		}
		s.Project(t, tenant)
		s.Project(t, tenant)
	}
	if all, err := account(t, s, person(t, s, "eve@example.org", nil)).Tenants(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}

// TestRotation has the project change its signing key while a client is at work: its token
// is refused once, and the next one, signed with the new key, is taken.
func TestRotation(t *testing.T) {
	s := resttest.NewStack(t, resttest.Options{})
	tenant := s.Tenant(t)
	u := s.Member(t, tenant, "owner")
	refused := 0
	s.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if refused == 0 {
				refused++
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusUnauthorized)
				fmt.Fprint(w, `{"code":"PGRST301","details":"None of the keys was able to decode the JWT","hint":null,"message":"No suitable key or wrong key type"}`)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	renewed := 0
	a, err := supabase.NewAccount(supabase.Options{URL: s.URL, Key: s.Key,
		Token: func(context.Context) (string, error) { return u.Token, nil },
		Refresh: func(context.Context, string) (string, error) {
			renewed++
			return s.Token(t, u.ID, map[string]any{"aud": []string{"authenticated"}}), nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if all, err := a.Tenants(t.Context()); err != nil || len(all) != 1 || renewed != 1 {
		t.Errorf("%v, %v, %d renewals", all, err, renewed)
	}
}

// TestStripped has a proxy take headers out: it is named, and not the rights of members.
func TestStripped(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "owner")
	for _, names := range [][]string{{"X-Drift-Source"}, {"X-Drift-Epoch"}, {"X-Drift-Epoch", "X-Drift-Source"}} {
		p.Use(func(next http.Handler) http.Handler { return next })
		s := p.sink(t, u)
		l := begin(t, s, p.start("ci"))
		p.Use(func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				for _, name := range names {
					r.Header.Del(name)
				}
				next.ServeHTTP(w, r)
			})
		})
		_, err := s.Write(t.Context(), bareRow(l))
		wantFault(t, err, fault.SinkIntercepted)
		if !strings.Contains(err.Error(), strings.Join(names, " and ")) {
			t.Errorf("%v does not name %v", err, names)
		}
	}
	// Where all arrive, it is the rights.
	p.Use(func(next http.Handler) http.Handler { return next })
	l := begin(t, p.sink(t, u), p.start("ci"))
	_, err := p.sink(t, p.Member(t, p.tenant, "viewer")).Write(t.Context(), bareRow(l))
	wantFault(t, err, fault.SinkMembership)
}

// bareRow is a part of one row, whose source and epoch are in headers only.
func bareRow(l sink.Lease) *sink.Part {
	body := fmt.Sprintf(`[{"id":%q,"name":"f"}]`, uuid.New())
	return &sink.Part{Table: functions, Kind: sink.Upsert, Columns: []string{"id", "name"}, Body: []byte(body), Offsets: []uint32{1, uint32(len(body))},
		Source: l.Source, Epoch: l.Epoch}
}

// TestOwnerGone deletes the user who owns a tenant: its members work on.
func TestOwnerGone(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	owner, member := p.Member(t, p.tenant, "owner"), p.Member(t, p.tenant, "member")
	p.Register(t, owner, "ada@example.org")
	if _, err := p.Pool().Exec(t.Context(), "update tenants set owner_id = $1", owner.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Pool().Exec(t.Context(), "delete from auth.users where id = $1", owner.ID); err != nil {
		t.Fatal(err)
	}
	all, err := account(t, p.Stack, member).Tenants(t.Context())
	if err != nil || len(all) != 1 || all[0].Role != "member" {
		t.Errorf("%+v, %v", all, err)
	}
	s := p.sink(t, member)
	lease := begin(t, s, p.start("ci"))
	write(t, s, p.part(t, functions, lease, 2, func(int) map[string]any { return map[string]any{"name": "f"} }))
}
