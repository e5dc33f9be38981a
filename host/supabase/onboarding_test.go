package supabase_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/resttest"
)

func account(t *testing.T, s *resttest.Stack, u resttest.User) *supabase.Account {
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
func person(t *testing.T, s *resttest.Stack, email string, claims map[string]any) resttest.User {
	t.Helper()
	u := resttest.User{ID: uuid.New()}
	u.Token = s.Token(t, u.ID, claims)
	s.Enter(t, u)
	if email != "" {
		s.Register(t, u, email)
	}
	return u
}

func TestAccount_FirstUserBecomesOwner(t *testing.T) {
	s := resttest.NewStack(t, resttest.Options{})
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
	s := resttest.NewStack(t, resttest.Options{})
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
		user    resttest.User
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

// team is a place whose project lets owners and admins invite.
type team struct{ *place }

func newTeam(t *testing.T) *team {
	p := &team{newPlace(t, resttest.Options{})}
	p.sql(t, `update app_private.onboarding set invitations = true`)
	return p
}

func (p *team) sql(t *testing.T, text string) {
	t.Helper()
	if _, err := p.Pool().Exec(t.Context(), text); err != nil {
		t.Fatal(err)
	}
}

// invite returns what a call by an older client, without p_lower, answers.
func (p *team) invite(t *testing.T, u resttest.User, email, role string) string {
	t.Helper()
	_, body := (client{p: p.place, token: u.Token}).do(t, http.MethodPost, "rpc/driftsync_invite",
		fmt.Sprintf(`{"p_tenant":%q,"p_email":%q,"p_role":%q}`, p.tenant, email, role))
	return strings.TrimSpace(body)
}

func (p *team) join(t *testing.T, u resttest.User) int {
	t.Helper()
	n, err := account(t, p.Stack, u).Join(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestInvitations(t *testing.T) {
	p := newTeam(t)
	owner, admin, member := p.Member(t, p.tenant, "owner"), p.Member(t, p.tenant, "admin"), p.Member(t, p.tenant, "member")
	guest, ended := person(t, p.Stack, "Guest@example.org", nil), person(t, p.Stack, "ended@example.org", nil)
	p.Join(t, p.tenant, ended, "admin")
	p.sql(t, `update user_tenant_mappings set active = false where user_id = '`+ended.ID.String()+`'`)
	p.sql(t, `update app_private.onboarding set invitations = false`)
	if got := p.invite(t, owner, "guest@example.org", "member"); got != `{"refused": "closed"}` {
		t.Errorf("before the project's owner opens them: %s", got)
	}
	p.sql(t, `update app_private.onboarding set invitations = true`)
	delegated := owner
	delegated.Token = p.Token(t, owner.ID, map[string]any{"client_id": "an-agent"})
	for _, c := range []struct {
		by                resttest.User
		email, role, want string
	}{
		{owner, " guest@example.org", "viewer", `{"invited": true}`}, {admin, "x@example.org", "admin", `{"refused": "role"}`},
		{admin, "GUEST@example.org", "member", `{"was": "viewer", "invited": true, "by_other": true}`},
		{admin, "guest@example.org", "member", `{"was": "member", "invited": true, "by_other": false}`},
		{owner, "guest@example.org", "viewer", `{"was": "member", "refused": "lower"}`},
		{owner, "guest@example.org", "admin", `{"was": "member", "invited": true, "by_other": true}`},
		{admin, "guest@example.org", "member", `{"was": "admin", "refused": "role"}`},
		{owner, "ended@example.org", "admin", `{"was": "admin", "refused": "ended"}`},
		{member, "x@example.org", "viewer", `{"refused": "role"}`}, {guest, "x@example.org", "viewer", `{"refused": "tenant"}`},
		{owner, "no address", "viewer", `{"refused": "invitation"}`}, {owner, "x@example.org", "owner", `{"refused": "invitation"}`},
		{owner, strings.Repeat("x", 320) + "@example.org", "viewer", `{"refused": "invitation"}`},
		{delegated, "x@example.org", "viewer", `{"refused": "client"}`},
	} {
		if got := p.invite(t, c.by, c.email, c.role); got != c.want {
			t.Errorf("invite %.30s as %s: %s, want %s", c.email, c.role, got, c.want)
		}
	}
	if got, err := account(t, p.Stack, owner).Invite(t.Context(), p.tenant, "guest@example.org", "viewer", true); err != nil || *got != (supabase.Invited{Was: "admin"}) {
		t.Errorf("lowered on purpose: %+v, %v", got, err)
	}
	if got := p.join(t, guest); got != 1 {
		t.Errorf("joined %d", got)
	}
	if got := p.join(t, guest); got != 0 {
		t.Error("an invitation was taken up twice")
	}
	if got := p.invite(t, owner, "guest@example.org", "admin"); got != `{"was": "viewer", "refused": "member"}` {
		t.Errorf("a member: %s", got)
	}
	for _, table := range []string{"onboarding", "invitations"} {
		if status, _ := (client{p: p.place, token: owner.Token}).do(t, http.MethodGet, table, ""); status != http.StatusNotFound {
			t.Errorf("%s is exposed: %d", table, status)
		}
	}
}

// Who takes up an invitation is a person whose address Auth has confirmed.
func TestInvitations_ByWhomTaken(t *testing.T) {
	p := newTeam(t)
	owner := p.Member(t, p.tenant, "owner")
	for name, c := range map[string]struct {
		claims map[string]any
		set    string // of the user
		want   int
	}{
		"confirmed":      {nil, "", 1},
		"not confirmed":  {map[string]any{"email": "not@example.org", "user_metadata": map[string]any{"email_verified": true}}, "email_confirmed_at = null", 0},
		"single sign-on": {nil, "is_sso_user = true", 0}, "anonymous": {nil, "is_anonymous = true", 0}, "deleted": {nil, "deleted_at = now()", 0},
		"banned": {nil, "banned_until = now() + interval '1 hour'", 0}, "banned once": {nil, "banned_until = now() - interval '1 hour'", 1},
		"a program that acts for the user": {map[string]any{"client_id": "an-agent"}, "", 0}, "another address": {nil, "email = 'z@example.org'", 0},
	} {
		u := person(t, p.Stack, "guest@example.org", c.claims)
		if c.set != "" {
			p.sql(t, `update auth.users set `+c.set+` where id = '`+u.ID.String()+`'`)
		}
		p.invite(t, owner, "guest@example.org", "viewer")
		if got := p.join(t, u); got != c.want {
			t.Errorf("%s: joined %d, want %d", name, got, c.want)
		}
		p.sql(t, `delete from user_tenant_mappings where user_id = '`+u.ID.String()+`'; delete from auth.users where id = '`+u.ID.String()+`'`)
	}
}

// An invitation is worth what its inviter may, when it is taken up.
func TestInvitations_OfWhomTheyAre(t *testing.T) {
	p := newTeam(t)
	for name, c := range map[string]struct {
		by, as, then string
		left, want   int // invitations, then who joins
	}{
		"still an owner":     {"owner", "admin", "", 1, 1},
		"deactivated":        {"owner", "viewer", "update user_tenant_mappings set active = false where user_id = $1", 0, 0},
		"and back again":     {"admin", "viewer", "update user_tenant_mappings set active = not active where user_id = $1", 0, 0},
		"deprovisioned":      {"admin", "viewer", "update user_tenant_mappings set deprovisioned_at = now() where user_id = $1", 0, 0},
		"membership deleted": {"admin", "viewer", "delete from user_tenant_mappings where user_id = $1", 0, 0},
		"a member now":       {"admin", "viewer", "update user_tenant_mappings set role = 'member' where user_id = $1", 0, 0},
		"an admin now":       {"owner", "admin", "update user_tenant_mappings set role = 'admin' where user_id = $1", 0, 0},
		"an admin, who may":  {"owner", "member", "update user_tenant_mappings set role = 'admin' where user_id = $1", 1, 1},
		"banned":             {"owner", "viewer", "update auth.users set banned_until = 'infinity' where id = $1", 1, 0},
		"deleted":            {"owner", "viewer", "delete from auth.users where id = $1", 1, 0},
		"too long ago":       {"owner", "viewer", "update app_private.invitations set created_at = now() - interval '15 days' where invited_by = $1", 1, 0},
	} {
		inviter, guest := p.Member(t, p.tenant, c.by), person(t, p.Stack, "guest@example.org", nil)
		p.invite(t, inviter, "guest@example.org", c.as)
		times := 1
		if name == "and back again" {
			times = 2
		}
		for range times {
			if c.then != "" {
				p.sql(t, strings.ReplaceAll(c.then, "$1", "'"+inviter.ID.String()+"'"))
			}
		}
		if got := query[int](t, p.place, `select count(*) from app_private.invitations`); got != c.left {
			t.Errorf("%s: %d invitations are left", name, got)
		}
		if got := p.join(t, guest); got != c.want {
			t.Errorf("%s: joined %d, want %d", name, got, c.want)
		}
		p.sql(t, `delete from user_tenant_mappings; delete from auth.users; delete from app_private.invitations`)
	}
}

func TestMembers_ListAndRevoke(t *testing.T) {
	p := newTeam(t)
	owner, admin, member, other := p.Member(t, p.tenant, "owner"), p.Member(t, p.tenant, "admin"), p.Member(t, p.tenant, "member"), p.Member(t, p.Tenant(t), "owner")
	p.Register(t, owner, "owner@example.org")
	p.Register(t, admin, "Admin@example.org")
	p.invite(t, owner, "boss@example.org", "admin")
	p.invite(t, admin, "bob@example.org", "viewer")
	people, err := account(t, p.Stack, admin).Members(t.Context(), p.tenant)
	if err != nil || len(people.Members) != 3 || len(people.Invitations) != 2 {
		t.Fatalf("%+v, %v", people, err)
	}
	if first := people.Members[0]; !first.You || first.Email != "Admin@example.org" || !first.Active || !first.Account || first.Role != "admin" {
		t.Errorf("%+v", first)
	}
	if i := people.Invitations[0]; i.Email != "bob@example.org" || i.Inviter != "Admin@example.org" || !i.Open || i.Expires.Before(time.Now().Add(13*24*time.Hour)) {
		t.Errorf("%+v", i)
	}
	for _, u := range []resttest.User{member, other} {
		_, err := account(t, p.Stack, u).Members(t.Context(), p.tenant)
		wantFault(t, err, fault.SinkRefused)
	}
	for _, c := range []struct {
		name   string
		by     resttest.User
		email  string
		member bool
		want   string // roles that end; empty for a refusal
	}{
		{"an owner's invitation", admin, "boss@example.org", false, ""}, {"by a member", member, "bob@example.org", false, ""},
		{"of another tenant", other, "bob@example.org", false, ""}, {"of nobody", owner, "nobody@example.org", true, ""},
		{"an invitation", admin, " BOB@example.org", false, "viewer/"}, {"the same again", admin, "bob@example.org", false, ""},
		{"a member without being asked to", owner, "admin@example.org", false, ""}, {"an owner by an admin", admin, "owner@example.org", true, ""},
		{"oneself", owner, "owner@example.org", true, ""}, {"a member without an address", admin, member.ID.String(), true, "/member"},
		{"an admin", owner, "admin@example.org", true, "/admin"}, {"twice", owner, "admin@example.org", true, ""},
	} {
		did, err := account(t, p.Stack, c.by).Revoke(t.Context(), p.tenant, c.email, c.member)
		got := ""
		if err == nil {
			got = did.Invitation + "/" + did.Membership
		}
		if got != c.want {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
	}
	if got := query[string](t, p.place, `select string_agg(role || ' ' || active, ',' order by role) from user_tenant_mappings where tenant_id = $1`, p.tenant); got != "admin false,member false,owner true" {
		t.Errorf("memberships: %s", got)
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
	purge := func(u resttest.User, source, age string, limit int) string {
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
