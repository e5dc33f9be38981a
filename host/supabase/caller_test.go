package supabase_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
)

// TestServerOwned writes times and counters that are the server's, as the owner of the source
// and as an admin.
func TestServerOwned(t *testing.T) {
	c := newCast(t)
	if err := c.begun.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	const future = `"2999-01-01T00:00:00Z"`
	row := fmt.Sprintf(`{"tenant_id":%q,"project_id":%q,"sync_source_id":%q,"sync_epoch":1,"id":%q,"first_synced_at":"2001-01-01","synced_at":%s,"removed_at":%[5]s}`,
		c.p.tenant, c.p.project, c.lease.Source, uuid.New(), future)
	source := "sync_sources?id=eq." + c.lease.Source.String()
	for _, token := range []string{c.ada.Token, c.admin.Token} {
		as := client{p: c.p, token: token}
		as.do(t, http.MethodPost, "cloud_functions?on_conflict=sync_source_id,id", row)
		for _, body := range []string{`{"first_synced_at":"2001-01-01"}`, `{"first_synced_at":` + future + `}`, `{"removed_at":` + future + `}`, `{"synced_at":` + future + `}`, `{"removed_at":"2001-01-01"}`} {
			as.do(t, http.MethodPatch, "cloud_functions?id=not.is.null", body)
		}
		for _, body := range []string{`{"epoch":99}`, `{"epoch":9223372036854775807}`, `{"last_run":"` + uuid.NewString() + `"}`} {
			if status, _ := as.do(t, http.MethodPatch, source, body); status != http.StatusForbidden {
				t.Errorf("%s: %d", body, status)
			}
		}
		for _, column := range []string{"last_run_at", "run_began_at", "created_at"} {
			as.do(t, http.MethodPatch, source, `{"`+column+`":`+future+`}`)
		}
		run := fmt.Sprintf(`{"sync_source_id":%q,"id":%q,"tenant_id":%q,"project_id":%q,"epoch":1,"pushed_by":%q,"began_at":%s,"finished_at":%[6]s,"complete":false,"full_push":true,"client":"","catalogue":"","policy":""}`,
			c.lease.Source, uuid.New(), c.p.tenant, c.p.project, map[string]uuid.UUID{c.ada.Token: c.ada.ID, c.admin.Token: c.admin.ID}[token], future)
		(client{p: c.p, token: token, head: http.Header{"Prefer": {"return=minimal"}}}).do(t, http.MethodPost, "sync_runs", run)
	}
	got := query[string](t, c.p, `select concat_ws(' ', (select count(*) from cloud_functions where greatest(first_synced_at, synced_at, removed_at) > now() or least(first_synced_at, synced_at, removed_at) < now() - interval '1 hour'),
		(select count(*) from cloud_functions where removed_at is null),
		(select count(*) from sync_sources where greatest(last_run_at, run_began_at, created_at) > now() or epoch > 1), (select count(*) from sync_runs where greatest(began_at, finished_at) > now()),
		(select count(*) from sync_runs))`)
	if got != "0 0 0 0 3" {
		t.Errorf("rows of a wrong time, rows left, sources, runs of a wrong time, runs: %s", got)
	}
}

// TestCalls_OddArguments wants an answer to each, and none that quotes a constraint.
func TestCalls_OddArguments(t *testing.T) {
	c := newCast(t)
	owner := c.p.Member(t, c.p.tenant, "owner")
	if _, err := c.p.Pool().Exec(t.Context(), `update app_private.onboarding set invitations = true`); err != nil {
		t.Fatal(err)
	}
	long, run := strings.Repeat("x", 5000), uuid.New()
	tenant, project, source := c.p.tenant.String(), c.p.project.String(), c.lease.Source.String()
	good := map[string]any{"id": run, "complete": true, "full": true, "client": "c", "catalogue": "c", "policy": "p", "plugins": []any{}, "tables": map[string]any{}, "rules": map[string]any{}, "quarantined": []any{}}
	calls := map[string]map[string]any{
		"driftsync_begin":          {"p_tenant": tenant, "p_project": project, "p_name": "odd", "p_digest": "d", "p_key": nil, "p_run": run},
		"driftsync_finish":         {"p_source": source, "p_epoch": 1, "p_run": good},
		"driftsync_count":          {"p_source": source, "p_epoch": 1, "p_tables": []string{"cloud_functions"}, "p_from": nil, "p_to": nil},
		"driftsync_create_tenant":  {"p_name": "n"},
		"driftsync_create_project": {"p_tenant": tenant, "p_name": "n"},
		"driftsync_invite":         {"p_tenant": tenant, "p_email": "a@example.org", "p_role": "member"},
		"driftsync_purge":          {"p_project": project, "p_source": source, "p_older_than": "1 day", "p_limit": 10},
		"driftsync_adopt":          {"p_source": source, "p_digest": strings.Repeat("ab", 32)},
	}
	odd := map[string][]any{
		"p_tenant": {nil, uuid.New()}, "p_project": {nil, uuid.New()}, "p_source": {nil, uuid.New()}, "p_run": {nil, 5, "{", "5", []any{}, map[string]any{}}, "p_name": {nil, "", " ", long, "a\nb"},
		"p_digest": {nil, "", long}, "p_key": {"", "x", long}, "p_epoch": {nil, -1, 2, int64(1) << 62}, "p_tables": {nil, 5, "[", "5", map[string]any{}, []any{5, nil, long}}, "p_email": {nil, "", "@", long + "@example.org"},
		"p_role": {nil, "", "owner", long}, "p_older_than": {nil, "-1 day", "1000000 years", "0"}, "p_limit": {nil, -1, 1 << 30}, "p_from": {uuid.New()}, "p_to": {uuid.Nil},
	}
	asked := 0
	ask := func(call string, args map[string]any) {
		t.Helper()
		body, err := json.Marshal(args)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range []string{owner.Token, c.ada.Token} {
			status, got := (client{p: c.p, token: u}).do(t, http.MethodPost, "rpc/"+call, string(body))
			if asked++; status != http.StatusOK || !strings.HasPrefix(got, "{") {
				t.Errorf("%s %.200s: %d %s", call, body, status, got)
			}
		}
	}
	for call, args := range calls {
		for name := range args {
			values := odd[name]
			if call == "driftsync_begin" && name == "p_run" {
				values = values[:1]
			}
			for _, v := range values {
				changed := map[string]any{}
				for k, value := range args {
					changed[k] = value
				}
				changed[name] = v
				ask(call, changed)
			}
		}
	}
	for name := range good {
		for _, v := range []any{nil, 5, "x", []any{5}, map[string]any{"a": 1}, long} {
			changed := map[string]any{}
			for k, value := range good {
				changed[k] = value
			}
			changed[name] = v
			ask("driftsync_finish", map[string]any{"p_source": source, "p_epoch": 1, "p_run": changed})
		}
	}
	t.Logf("%d calls", asked)
}

// TestThirdParty has a token that Auth's OAuth server gave to an application: its user owns
// the tenant, and yet it reads and pushes only.
func TestThirdParty(t *testing.T) {
	c := newCast(t)
	owner := c.p.Member(t, c.p.tenant, "owner")
	c.p.Register(t, owner, "owner@example.org")
	if _, err := c.p.Pool().Exec(t.Context(), `update app_private.onboarding set invitations = true, new_tenants = 'anyone';
		insert into app_private.invitations (tenant_id, email, role, invited_by) values ('`+c.other.tenant.String()+`', 'owner@example.org', 'member', gen_random_uuid())`); err != nil {
		t.Fatal(err)
	}
	app := owner
	app.Token = c.p.Token(t, owner.ID, map[string]any{"client_id": uuid.New(), "user_id": owner.ID})
	s := c.p.sink(t, app)
	l := begin(t, s, c.p.start("app"))
	if refused := write(t, s, c.p.part(t, functions, l, 2, nil)); len(refused) > 0 {
		t.Errorf("it cannot push: %v", refused)
	}
	if err := s.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Errorf("it cannot finish a push: %v", err)
	}
	as := client{p: c.p, token: app.Token}
	if got := as.count(t, "cloud_functions?tenant_id=eq."+c.p.tenant.String()); got != "*/3" {
		t.Errorf("it reads %s", got)
	}
	before := query[string](t, c.p, `select string_agg(m::text, '|' order by m::text) || (select string_agg(i::text, '|') from app_private.invitations i) || (select string_agg(p::text, '|' order by id) from projects p) from user_tenant_mappings m`)
	for call, body := range map[string]string{
		"driftsync_purge": fmt.Sprintf(`{"p_project":%q,"p_source":%q,"p_older_than":null,"p_limit":10}`, c.p.project, c.lease.Source), "driftsync_invite": fmt.Sprintf(`{"p_tenant":%q,"p_email":"x@example.org","p_role":"member"}`, c.p.tenant),
		"driftsync_create_tenant": `{"p_name":"mine"}`, "driftsync_create_project": fmt.Sprintf(`{"p_tenant":%q,"p_name":"x"}`, c.p.tenant), "driftsync_retire": fmt.Sprintf(`{"p_source":%q}`, c.lease.Source),
	} {
		if status, got := as.do(t, http.MethodPost, "rpc/"+call, body); status != http.StatusOK || !strings.Contains(got, "refused") {
			t.Errorf("%s: %d %s", call, status, got)
		}
	}
	if _, got := as.do(t, http.MethodPost, "rpc/driftsync_join", `{}`); !strings.Contains(got, `"joined": 0`) {
		t.Errorf("it joined: %s", got)
	}
	as.do(t, http.MethodPatch, "projects?id=eq."+c.p.project.String(), `{"name":"renamed"}`)
	if status, got := as.do(t, http.MethodPost, "rpc/driftsync_retire", fmt.Sprintf(`{"p_source":%q}`, l.Source)); status != http.StatusForbidden || !strings.Contains(got, "an application does not") {
		t.Errorf("it ends its source: %d %s", status, got)
	}
	as.do(t, http.MethodPatch, "user_tenant_mappings?user_id=not.is.null", `{"role":"owner"}`)
	if got := query[string](t, c.p, `select string_agg(m::text, '|' order by m::text) || (select string_agg(i::text, '|') from app_private.invitations i) || (select string_agg(p::text, '|' order by id) from projects p) from user_tenant_mappings m`); got != before {
		t.Errorf("it changed something: %s\n%s", before, got)
	}
	if n := query[int](t, c.p, `select count(*) from cloud_functions where tenant_id = $1`, c.p.tenant); n != 3 {
		t.Errorf("%d rows are left", n)
	}
	for _, odd := range []any{nil, ""} { // no application at all
		token := c.p.Token(t, owner.ID, map[string]any{"client_id": odd})
		if status, got := (client{p: c.p, token: token}).do(t, http.MethodPost, "rpc/driftsync_create_project", fmt.Sprintf(`{"p_tenant":%q,"p_name":"x"}`, c.p.tenant)); status != http.StatusOK || strings.Contains(got, "refused") {
			t.Errorf("client_id %v: %d %s", odd, status, got)
		}
	}
}

// TestDeletedUser: a token is good for an hour, its user may not be.
func TestDeletedUser(t *testing.T) {
	c := newCast(t)
	owner := c.p.Member(t, c.p.tenant, "owner")
	if _, err := c.p.Pool().Exec(t.Context(), `alter table auth.users add column if not exists deleted_at timestamptz, add column if not exists banned_until timestamptz`); err != nil {
		t.Fatal(err)
	}
	for what, sql := range map[string]string{"deleted": `delete from auth.users where id = $1`, "deleted softly": `update auth.users set deleted_at = now() where id = $1`, "banned": `update auth.users set banned_until = now() + interval '1 day' where id = $1`} {
		u := c.p.Member(t, c.p.tenant, "admin")
		as := client{p: c.p, token: u.Token}
		if got := as.count(t, "cloud_functions?id=not.is.null"); got != "*/1" {
			t.Fatalf("before: %s", got)
		}
		if _, err := c.p.Pool().Exec(t.Context(), sql, u.ID); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"cloud_functions", "current_functions", "projects", "tenants", "user_tenant_mappings", "sync_sources", "sync_runs", "sync_counts"} {
			if _, got := as.do(t, http.MethodGet, table, ""); got != "[]" {
				t.Errorf("%s: reads of %s: %s", what, table, got)
			}
		}
		if status := as.upsert(t, c.row); status != http.StatusForbidden {
			t.Errorf("%s: writes: %d", what, status)
		}
		for _, call := range []string{"driftsync_create_tenant", "driftsync_create_project", "driftsync_begin", "driftsync_invite"} {
			if _, got := as.do(t, http.MethodPost, "rpc/"+call, c.callBody(call, true)); call != "driftsync_create_tenant" && !strings.Contains(got, "refused") {
				t.Errorf("%s: %s: %s", what, call, got)
			}
		}
	}
	if got := (client{p: c.p, token: owner.Token}).count(t, "cloud_functions?id=not.is.null"); got != "*/1" {
		t.Errorf("another user reads %s", got)
	}
}

// TestOpenPolicies adds policies of others to tables of ours.
func TestOpenPolicies(t *testing.T) {
	c := newCast(t)
	ask := func() []string {
		t.Helper()
		open, err := account(t, c.p.Stack, c.ada).Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return open
	}
	if open := ask(); len(open) > 0 {
		t.Errorf("new tables are open: %v", open)
	}
	if _, err := c.p.Pool().Exec(t.Context(), `create policy app_read on projects for select to authenticated using (true);
		create policy driftsync_all on cloud_functions for all to authenticated using (true); create policy narrow on tenants as restrictive using (true);
		alter table sync_runs no force row level security`); err != nil {
		t.Fatal(err)
	}
	want := []string{"cloud_functions: policy driftsync_all", "projects: policy app_read", "sync_runs: row-level security is off"}
	if open := ask(); !slices.Equal(open, want) {
		t.Errorf("open: %v, want %v", open, want)
	}
	if _, err := account(t, c.p.Stack, person(t, c.p.Stack, "", nil)).Open(t.Context()); err == nil {
		t.Error("a user without a tenant is told")
	}
}
