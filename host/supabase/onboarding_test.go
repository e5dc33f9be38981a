package supabase_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/host/supabase/pgrest"
)

func account(t *testing.T, s *pgrest.Stack, u pgrest.User) *supabase.Account {
	t.Helper()
	a, err := supabase.NewAccount(supabase.Options{URL: s.URL, Key: s.Key,
		Token: func(context.Context) (string, error) { return u.Token, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// person is a user without a tenant. Without an address it is not confirmed.
func person(t *testing.T, s *pgrest.Stack, email string, claims map[string]any) pgrest.User {
	t.Helper()
	u := pgrest.User{ID: uuid.New()}
	u.Token = s.Token(t, u.ID, claims)
	s.Enter(t, u)
	if email != "" {
		s.Register(t, u, email)
	}
	return u
}

func TestAccount_FirstUserBecomesOwner(t *testing.T) {
	s := pgrest.NewStack(t, pgrest.Options{})
	first, second := person(t, s, "ada@example.org", nil), person(t, s, "bob@example.org", nil)
	a := account(t, s, first)
	tenant, err := a.CreateTenant(t.Context(), " Acme ")
	if err != nil {
		t.Fatal(err)
	}
	all, err := a.Tenants(t.Context())
	if err != nil || len(all) != 1 || all[0] != (supabase.Tenant{ID: tenant, Name: "Acme", Role: "owner"}) {
		t.Errorf("tenants %+v, %v", all, err)
	}
	project, err := a.CreateProject(t.Context(), tenant, "shop")
	if err != nil {
		t.Fatal(err)
	}
	if projects, err := a.Projects(t.Context(), tenant); err != nil || len(projects) != 1 || projects[0].ID != project {
		t.Errorf("projects %+v, %v", projects, err)
	}
	_, err = account(t, s, second).CreateTenant(t.Context(), "Mine")
	wantFault(t, err, fault.SinkRefused)
	_, err = account(t, s, second).CreateProject(t.Context(), tenant, "theirs")
	wantFault(t, err, fault.SinkRefused)
	_, err = a.CreateTenant(t.Context(), "A second one")
	wantFault(t, err, fault.SinkRefused)
}

func TestAccount_CreateTenant_ByAllowance(t *testing.T) {
	s := pgrest.NewStack(t, pgrest.Options{})
	allow := func(who string) {
		t.Helper()
		if _, err := s.Pool().Exec(t.Context(), `update app_private.onboarding set new_tenants = $1`, who); err != nil {
			t.Fatal(err)
		}
	}
	confirmed, unconfirmed := person(t, s, "ada@example.org", nil), person(t, s, "", map[string]any{"email": "x@example.org", "user_metadata": map[string]any{"email_verified": true}})
	nameless := person(t, s, "", map[string]any{"is_anonymous": true})
	for i, c := range []struct {
		allowed string
		user    pgrest.User
		want    bool
	}{
		{"nobody", confirmed, false}, {"first", nameless, false}, {"anyone", unconfirmed, false},
		{"anyone", confirmed, true}, {"anyone", confirmed, true}, {"nobody", confirmed, false}, {"first", confirmed, false},
	} {
		allow(c.allowed)
		_, err := account(t, s, c.user).CreateTenant(t.Context(), fmt.Sprint("tenant ", i))
		if (err == nil) != c.want {
			t.Errorf("%d: %s: made %v (%v)", i, c.allowed, err == nil, err)
		}
	}
	allow("anyone")
	for range 12 {
		account(t, s, confirmed).CreateTenant(t.Context(), "more")
	}
	var n int
	if err := s.Pool().QueryRow(t.Context(), `select count(*) from tenants`).Scan(&n); err != nil || n != 10 {
		t.Errorf("%d tenants of one user, %v", n, err)
	}
}

func TestInvitations(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	owner, admin, member := p.Member(t, p.tenant, "owner"), p.Member(t, p.tenant, "admin"), p.Member(t, p.tenant, "member")
	guest, other := person(t, p.Stack, "Guest@example.org", nil), person(t, p.Stack, "other@example.org", nil)
	liar := person(t, p.Stack, "", map[string]any{"email": "guest@example.org", "user_metadata": map[string]any{"email": "guest@example.org", "email_verified": true}})
	ended := person(t, p.Stack, "ended@example.org", nil)
	p.Join(t, p.tenant, ended, "admin")
	sql := func(text string) {
		t.Helper()
		if _, err := p.Pool().Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	sql(`update user_tenant_mappings set active = false where user_id = '` + ended.ID.String() + `'`)
	invite := func(u pgrest.User, email, role string) string {
		t.Helper()
		_, body := (client{p: p, token: u.Token}).do(t, http.MethodPost, "rpc/driftsync_invite",
			fmt.Sprintf(`{"p_tenant":%q,"p_email":%q,"p_role":%q}`, p.tenant, email, role))
		return strings.TrimSpace(body)
	}
	join := func(u pgrest.User) int {
		t.Helper()
		n, err := account(t, p.Stack, u).Join(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	const yes = `{"invited": true}`
	if got := invite(owner, "guest@example.org", "member"); got == yes {
		t.Error("invitations are open before the project's owner opens them")
	}
	sql(`update app_private.onboarding set invitations = true`)
	for _, c := range []struct {
		by          pgrest.User
		email, role string
		want        bool
	}{
		{owner, "guest@example.org", "member", true}, {admin, "GUEST@example.org", "viewer", true}, {admin, "x@example.org", "admin", false},
		{owner, "ended@example.org", "admin", true}, {member, "x@example.org", "viewer", false}, {guest, "x@example.org", "viewer", false},
		{owner, "no address", "viewer", false}, {owner, "x@example.org", "owner", false},
	} {
		if got := invite(c.by, c.email, c.role); (got == yes) != c.want {
			t.Errorf("invite %s as %s: %s", c.email, c.role, got)
		}
	}
	for name, try := range map[string]struct {
		user pgrest.User
		want int
	}{"not invited": {other, 0}, "address not confirmed": {liar, 0}, "membership that was ended": {ended, 0}, "invited": {guest, 1}} {
		if got := join(try.user); got != try.want {
			t.Errorf("%s: joined %d", name, got)
		}
	}
	if got := query[string](t, p, `select string_agg(role || ' ' || active, ',' order by role) from user_tenant_mappings where user_id in ($1, $2)`, guest.ID, ended.ID); got != "admin false,viewer true" {
		t.Errorf("memberships: %s", got)
	}
	if got := join(guest); got != 0 {
		t.Errorf("an invitation was taken up twice")
	}
	invite(owner, "other@example.org", "viewer")
	sql(`update app_private.invitations set created_at = now() - interval '15 days'`)
	if got := join(other); got != 0 {
		t.Error("an old invitation was taken up")
	}
	for _, table := range []string{"onboarding", "invitations"} {
		if status, _ := (client{p: p, token: owner.Token}).do(t, http.MethodGet, table, ""); status != http.StatusNotFound {
			t.Errorf("%s is exposed: %d", table, status)
		}
	}
}

func TestPurge(t *testing.T) {
	c := newCast(t)
	owner := c.p.Member(t, c.p.tenant, "owner")
	rows := func() int {
		return query[int](t, c.p, `select count(*) from cloud_functions where tenant_id = $1`, c.p.tenant)
	}
	write(t, c.begun, c.p.part(t, functions, c.lease, 10, nil))
	foreign := (&place{Stack: c.p.Stack, tenant: c.other.tenant, project: c.other.project}).part(t, functions, c.foreign, 3, nil)
	write(t, c.other.sink(t, c.mallory), foreign)
	if _, err := c.p.Pool().Exec(t.Context(), `update cloud_functions set removed_at = now() - interval '40 days' where id in (select id from cloud_functions where tenant_id = $1 order by id limit 4)
		and tenant_id = $1`, c.p.tenant); err != nil {
		t.Fatal(err)
	}
	purge := func(u pgrest.User, source, age string, limit int) string {
		t.Helper()
		_, body := (client{p: c.p, token: u.Token}).do(t, http.MethodPost, "rpc/driftsync_purge",
			fmt.Sprintf(`{"p_project":%q,"p_source":%s,"p_older_than":%s,"p_limit":%d}`, c.p.project, source, age, limit))
		return strings.TrimSpace(body)
	}
	source := `"` + c.lease.Source.String() + `"`
	for name, got := range map[string]string{
		"admin": purge(c.admin, source, `null`, 100), "member": purge(c.ada, source, `null`, 100), "other tenant": purge(c.mallory, source, `null`, 100),
		"everything of no source": purge(owner, `null`, `null`, 100), "too young": purge(owner, `null`, `"1 hour"`, 100),
	} {
		if !strings.Contains(got, "refused") {
			t.Errorf("%s: %s", name, got)
		}
	}
	if rows() != 10 {
		t.Fatalf("%d rows", rows())
	}
	if got := purge(owner, `null`, `"30 days"`, 3); got != `{"more": true, "deleted": 3}` {
		t.Errorf("first call: %s", got)
	}
	if got := purge(owner, `null`, `"30 days"`, 3); got != `{"more": false, "deleted": 1}` || rows() != 6 {
		t.Errorf("second call: %s, %d rows", got, rows())
	}
	if got := purge(owner, source, `null`, 100); got != `{"more": false, "deleted": 6}` || rows() != 0 {
		t.Errorf("a whole source: %s, %d rows", got, rows())
	}
	if n := query[int](t, c.p, `select (select count(*) from sync_sources) * 10 + (select count(*) from cloud_functions)`); n != 13 {
		t.Errorf("sources and rows of others: %d", n)
	}
}
