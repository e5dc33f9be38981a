package supabase_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

// answer is what a client can tell two requests apart by: ids of its own choice are
// taken out.
type answer struct {
	status int
	body   string
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

func (c client) ask(t *testing.T, method, path, body string) answer {
	t.Helper()
	status, got := c.do(t, method, path, body)
	return answer{status, anyID.ReplaceAllString(got, "ID")}
}

// strangers are all who must see and do nothing in the tenant of the cast, by what
// they try.
func (c *cast) strangers(t *testing.T) map[string]client {
	p := c.p
	forged := func(claims map[string]any) string { return p.Token(t, c.mallory.ID, claims) }
	return map[string]client{
		"other tenant":                   {p: p, token: c.mallory.Token},
		"other tenant names this one":    {p: p, token: c.mallory.Token, head: http.Header{"X-Drift-Tenant": {p.tenant.String()}}},
		"other tenant claims this one":   {p: p, token: forged(map[string]any{"app_metadata": map[string]any{"tenant_id": p.tenant}})},
		"other tenant writes own claims": {p: p, token: forged(map[string]any{"user_metadata": map[string]any{"tenant_id": p.tenant}, "tenant_id": p.tenant})},
		"other tenant names nonsense":    {p: p, token: c.mallory.Token, head: http.Header{"X-Drift-Tenant": {"') or true --"}}},
		"inactive":                       {p: p, token: c.left.Token},
		"inactive names the tenant":      {p: p, token: c.left.Token, head: http.Header{"X-Drift-Tenant": {p.tenant.String()}}},
		"deprovisioned":                  {p: p, token: c.gone.Token},
		"user without a tenant":          {p: p, token: p.Token(t, uuid.New(), nil)},
		"token of no user":               {p: p, token: p.Token(t, uuid.New(), map[string]any{"sub": nil})},
	}
}

// TestIsolation_Catalogue tries every table of the catalogue, and its view.
func TestIsolation_Catalogue(t *testing.T) {
	c := newCast(t)
	if err := c.begun.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	strangers := c.strangers(t)
	for i, table := range schema.Synced() {
		if testing.Short() && i%9 != 0 {
			continue // the policies are the same text; the whole is for a run without -short
		}
		t.Run(table.Cloud, func(t *testing.T) {
			row := c.p.part(t, table, c.lease, 1, nil)
			if status := (client{p: c.p, token: c.ada.Token}).upsert(t, row); status != http.StatusCreated && status != http.StatusOK {
				t.Fatalf("the owner writes: %d", status)
			}
			stored := `select string_agg(r::text, '|' order by id) from ` + table.Cloud + ` r where tenant_id = $1`
			before := query[string](t, c.p, stored, c.p.tenant)
			c.reads(t, table, strangers)
			c.inserts(t, table)
			c.changes(t, table, strangers)
			if after := query[string](t, c.p, stored, c.p.tenant); after != before {
				t.Error("rows of the tenant have changed")
			}
		})
	}
}

func (c *cast) reads(t *testing.T, table *schema.Table, strangers map[string]client) {
	t.Helper()
	view := migration.CurrentView(table)
	for _, path := range []string{table.Cloud, view} {
		member := client{p: c.p, token: c.viewer.Token}
		if got := member.ask(t, http.MethodGet, path+"?select=id", ""); got.status != http.StatusOK || strings.Count(got.body, "ID") != 1 {
			t.Errorf("a viewer reads of %s: %v", path, got)
		}
		for name, as := range strangers {
			if got := as.ask(t, http.MethodGet, path+"?select=id&tenant_id=eq."+c.p.tenant.String(), ""); got != (answer{http.StatusOK, "[]"}) {
				t.Errorf("%s reads of %s: %v", name, path, got)
			}
			if n := as.count(t, path+"?tenant_id=eq."+c.p.tenant.String()); n != "*/0" {
				t.Errorf("%s counts %s in %s", name, n, path)
			}
		}
		if got := (client{p: c.p}).ask(t, http.MethodGet, path, ""); got.status != http.StatusUnauthorized {
			t.Errorf("anon reads %s: %v", path, got)
		}
		for _, token := range []string{c.ada.Token, c.admin.Token} {
			if got := (client{p: c.p, token: token}).ask(t, http.MethodDelete, path, ""); got.status < 400 {
				t.Errorf("delete from %s: %v", path, got)
			}
		}
	}
	if got := (client{p: c.p, token: c.ada.Token}).ask(t, http.MethodPost, view+"?on_conflict=id", `{"id":"`+uuid.NewString()+`"}`); got.status < 400 {
		t.Errorf("insert into %s: %v", view, got)
	}
}

// count returns Content-Range of an exact count.
func (c client) count(t *testing.T, path string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.p.URL+"/rest/v1/"+path+"&limit=0", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = c.head.Clone()
	if r.Header == nil {
		r.Header = http.Header{}
	}
	r.Header.Set("apikey", c.p.Key)
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Prefer", "count=exact")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.Header.Get("Content-Range")
}

// inserts tries to put rows where they do not belong. What is taken and what never was
// there must give the same answer.
func (c *cast) inserts(t *testing.T, table *schema.Table) {
	t.Helper()
	put := func(token string, tenant, project uuid.UUID, l sink.Lease) answer {
		part := (&place{Stack: c.p.Stack, tenant: tenant, project: project}).part(t, table, l, 1, nil)
		path := table.Cloud + "?on_conflict=sync_source_id,id&columns=" + strings.Join(part.Columns, ",")
		return client{p: c.p, token: token}.ask(t, http.MethodPost, path, string(part.Body))
	}
	ours, theirs := c.p, c.other
	nowhere := sink.Lease{Source: uuid.New(), Epoch: c.lease.Epoch}
	for name, pair := range map[string][2]answer{
		"project": {put(c.mallory.Token, theirs.tenant, ours.project, c.foreign), put(c.mallory.Token, theirs.tenant, uuid.New(), c.foreign)},
		"source":  {put(c.mallory.Token, theirs.tenant, theirs.project, c.lease), put(c.mallory.Token, theirs.tenant, theirs.project, nowhere)},
		"tenant":  {put(c.mallory.Token, ours.tenant, theirs.project, c.foreign), put(c.mallory.Token, uuid.New(), theirs.project, c.foreign)},
		"row":     {put(c.mallory.Token, ours.tenant, ours.project, c.lease), put(c.mallory.Token, uuid.New(), uuid.New(), nowhere)},
	} {
		if pair[0].status < 400 || pair[0] != pair[1] {
			t.Errorf("another tenant's %s: %v, one that nobody has: %v", name, pair[0], pair[1])
		}
	}
	for name, try := range map[string]struct {
		token string
		want  int
	}{
		"anon": {"", http.StatusUnauthorized}, "viewer": {c.viewer.Token, http.StatusForbidden}, "colleague": {c.bob.Token, http.StatusForbidden},
		"inactive": {c.left.Token, http.StatusForbidden}, "deprovisioned": {c.gone.Token, http.StatusForbidden},
	} {
		if got := put(try.token, ours.tenant, ours.project, c.lease); got.status != try.want {
			t.Errorf("%s writes: %v", name, got)
		}
	}
	// Known ids block nobody.
	if got := put(c.mallory.Token, theirs.tenant, theirs.project, c.foreign); got.status != http.StatusCreated {
		t.Errorf("the same id in another tenant: %v", got)
	}
}

func (c *cast) changes(t *testing.T, table *schema.Table, strangers map[string]client) {
	t.Helper()
	row := "?sync_source_id=eq." + c.lease.Source.String() + "&id=eq." + rowID(0).String()
	missing := "?sync_source_id=eq." + uuid.NewString() + "&id=eq." + rowID(0).String()
	const body = `{"removed_at":"now"}`
	for name, as := range strangers {
		there, not := as.ask(t, http.MethodPatch, table.Cloud+row, body), as.ask(t, http.MethodPatch, table.Cloud+missing, body)
		if there != not || there.status != http.StatusNoContent {
			t.Errorf("%s changes a row: %v, one that nobody has: %v", name, there, not)
		}
	}
	for name, token := range map[string]string{"viewer": c.viewer.Token, "colleague": c.bob.Token, "other tenant": c.mallory.Token} {
		if got := (client{p: c.p, token: token}).ask(t, http.MethodDelete, table.Cloud+row, ""); got.status != http.StatusForbidden {
			t.Errorf("%s deletes: %v", name, got)
		}
		(client{p: c.p, token: token}).ask(t, http.MethodPatch, table.Cloud+row, body)
	}
	for _, method := range []string{http.MethodPatch, http.MethodDelete} {
		if got := (client{p: c.p}).ask(t, method, table.Cloud+row, body); got.status != http.StatusUnauthorized {
			t.Errorf("anon: %s: %v", method, got)
		}
	}
}

// TestIsolation_Dashboards has a project on either side: each sees its own alone.
func TestIsolation_Dashboards(t *testing.T) {
	c := newCast(t)
	violations := schema.Find("drift", "violations")
	cell := func(int) map[string]any { return map[string]any{"severity": "error", "rule_id": "r"} }
	write(t, c.begun, c.p.part(t, violations, c.lease, 1, cell))
	if err := c.begun.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	for _, view := range migration.DashboardViews() {
		path := view + "?project_id=eq." + c.p.project.String()
		if got := (client{p: c.p, token: c.viewer.Token}).ask(t, http.MethodGet, path, ""); got.status != http.StatusOK || got.body == "[]" {
			t.Errorf("a viewer reads %s: %v", view, got)
		}
		for name, as := range c.strangers(t) {
			if got := as.ask(t, http.MethodGet, path, ""); got != (answer{http.StatusOK, "[]"}) {
				t.Errorf("%s reads %s: %v", name, view, got)
			}
			if _, all := as.do(t, http.MethodGet, view, ""); strings.Contains(all, c.p.project.String()) {
				t.Errorf("%s finds the project in %s", name, view)
			}
		}
		if got := (client{p: c.p}).ask(t, http.MethodGet, view, ""); got.status != http.StatusUnauthorized {
			t.Errorf("anon reads %s: %v", view, got)
		}
	}
}

// TestIsolation_Bookkeeping: projects, sources, keys and runs give nothing away either.
func TestIsolation_Bookkeeping(t *testing.T) {
	c := newCast(t)
	run := uuid.New()
	if err := c.begun.Finish(t.Context(), &sink.Run{ID: run, Complete: true}); err != nil {
		t.Fatal(err)
	}
	// Plain inserts: with merge-duplicates the server would ask for a key first.
	mallory := client{p: c.p, token: c.mallory.Token, head: http.Header{"Prefer": {"return=minimal"}}}
	id := uuid.NewString
	for name, pair := range map[string][2]string{
		"id of a project":    {`{"id":"` + c.p.project.String() + `","tenant_id":"` + c.other.tenant.String() + `","name":"x"}`, `{"id":"` + id() + `","tenant_id":"` + c.other.tenant.String() + `","name":"x"}`},
		"tenant":             {`{"tenant_id":"` + c.p.tenant.String() + `","name":"x"}`, `{"tenant_id":"` + id() + `","name":"x"}`},
		"sync_sources: id":   {c.sourceBody(c.lease.Source, c.other.project, "n"), c.sourceBody(uuid.New(), c.other.project, "n")},
		"sync_sources: name": {c.sourceBody(uuid.Nil, c.p.project, "ci"), c.sourceBody(uuid.Nil, uuid.New(), "ci")},
		"sync_source_keys":   {c.keyBody(c.lease.Source), c.keyBody(uuid.New())},
		"sync_runs":          {c.runBody(c.lease.Source, run), c.runBody(uuid.New(), run)},
	} {
		path, _, _ := strings.Cut(name, ":")
		if !strings.HasPrefix(path, "sync_") {
			path = "projects"
		}
		taken, free := mallory.ask(t, http.MethodPost, path, pair[0]), mallory.ask(t, http.MethodPost, path, pair[1])
		if taken.status != http.StatusForbidden && taken.status != http.StatusConflict || taken != free {
			t.Errorf("%s: taken %v, free %v", name, taken, free)
		}
	}
	for _, call := range []string{"driftsync_begin", "driftsync_count", "driftsync_finish", "driftsync_purge", "driftsync_create_project", "driftsync_invite"} {
		taken, free := mallory.ask(t, http.MethodPost, "rpc/"+call, c.callBody(call, true)), mallory.ask(t, http.MethodPost, "rpc/"+call, c.callBody(call, false))
		if taken != free || taken.status != http.StatusOK {
			t.Errorf("%s: taken %v, free %v", call, taken, free)
		}
		if got := (client{p: c.p}).ask(t, http.MethodPost, "rpc/"+call, c.callBody(call, true)); got.status != http.StatusUnauthorized {
			t.Errorf("anon calls %s: %v", call, got)
		}
	}
}

func (c *cast) sourceBody(source, project uuid.UUID, name string) string {
	body := `{"tenant_id":"` + c.other.tenant.String() + `","project_id":"` + project.String() + `","owner_id":"` + c.mallory.ID.String() + `","name":"` + name + `","digest":"d"`
	if source != uuid.Nil {
		body += `,"id":"` + source.String() + `"`
	}
	return body + "}"
}

func (c *cast) keyBody(source uuid.UUID) string {
	return `{"sync_source_id":"` + source.String() + `","tenant_id":"` + c.other.tenant.String() + `","project_id":"` + c.other.project.String() +
		`","owner_id":"` + c.mallory.ID.String() + `","key":"` + strings.Repeat("ab", 32) + `"}`
}

func (c *cast) runBody(source, run uuid.UUID) string {
	return `{"sync_source_id":"` + source.String() + `","id":"` + run.String() + `","tenant_id":"` + c.other.tenant.String() + `","project_id":"` + c.other.project.String() +
		`","epoch":1,"pushed_by":"` + c.mallory.ID.String() + `","complete":true,"full_push":true,"client":"","catalogue":"","policy":""}`
}

// callBody names what the other tenant has, or what nobody has.
func (c *cast) callBody(call string, taken bool) string {
	tenant, project, source := uuid.New(), uuid.New(), uuid.New()
	if taken {
		tenant, project, source = c.p.tenant, c.p.project, c.lease.Source
	}
	switch call {
	case "driftsync_begin":
		return fmt.Sprintf(`{"p_tenant":%q,"p_project":%q,"p_name":"ci","p_digest":"d","p_key":null,"p_run":%q}`, c.other.tenant, project, uuid.New())
	case "driftsync_count":
		return fmt.Sprintf(`{"p_source":%q,"p_epoch":1,"p_tables":["cloud_functions"],"p_from":null,"p_to":null}`, source)
	case "driftsync_finish":
		return fmt.Sprintf(`{"p_source":%q,"p_epoch":1,"p_run":{}}`, source)
	case "driftsync_purge":
		return fmt.Sprintf(`{"p_project":%q,"p_source":%q,"p_older_than":null,"p_limit":10}`, project, source)
	case "driftsync_create_project":
		return fmt.Sprintf(`{"p_tenant":%q,"p_name":"x"}`, tenant)
	}
	return fmt.Sprintf(`{"p_tenant":%q,"p_email":"a@example.org","p_role":"member"}`, tenant)
}

// TestIsolation_PooledConnection sends everyone's requests over one connection.
func TestIsolation_PooledConnection(t *testing.T) {
	p := newPlace(t, resttest.Options{Connections: 1})
	other := p.Tenant(t)
	p.Project(t, other)
	ada, mallory := p.Member(t, p.tenant, "member"), p.Member(t, other, "member")
	both := p.Member(t, p.tenant, "member")
	p.Join(t, other, both, "member")
	own := func(tenant uuid.UUID) answer {
		return answer{http.StatusOK, `[{"tenant_id":"` + tenant.String() + `"}]`}
	}
	nothing := answer{http.StatusOK, "[]"}
	for range 3 {
		for i, try := range []struct {
			as   client
			want answer
		}{
			{client{p: p, token: ada.Token}, own(p.tenant)},
			{client{p: p, token: p.Token(t, uuid.New(), nil)}, nothing},
			{client{p: p, token: both.Token, head: http.Header{"X-Drift-Tenant": {other.String()}}}, own(other)},
			{client{p: p, token: both.Token}, nothing},
			{client{p: p, token: mallory.Token, head: http.Header{"X-Drift-Tenant": {p.tenant.String()}}}, nothing},
			{client{p: p, token: mallory.Token}, own(other)},
		} {
			status, body := try.as.do(t, http.MethodGet, "projects?select=tenant_id", "")
			if got := (answer{status, body}); got != try.want {
				t.Errorf("%d: got %v, want %v", i, got, try.want)
			}
		}
		if got := (client{p: p}).ask(t, http.MethodGet, "projects?"+url.Values{"select": {"id"}}.Encode(), ""); got.status != http.StatusUnauthorized {
			t.Errorf("anon on a used connection: %v", got)
		}
	}
}
