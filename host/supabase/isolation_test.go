package supabase_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/resttest"
)

// client speaks to the stack by hand, as anyone can who has the publishable key.
type client struct {
	p     *place
	token string
	head  http.Header
}

func (c client) do(t *testing.T, method, path, body string) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.p.URL+"/rest/v1/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("apikey", c.p.Key)
	r.Header.Set("Prefer", "resolution=merge-duplicates,return=minimal")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, values := range c.head {
		r.Header[name] = values
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func (c client) upsert(t *testing.T, part *sink.Part) int {
	t.Helper()
	status, _ := c.do(t, http.MethodPost, part.Table.Cloud+"?on_conflict=sync_source_id,id&columns="+strings.Join(part.Columns, ","), string(part.Body))
	return status
}

// cast is a row of one tenant, and everyone who may or may not get at it.
type cast struct {
	p, other *place // the row's tenant, and mallory's

	ada, bob, admin, viewer, left, gone resttest.User // of the row's tenant; ada owns the source
	mallory                             resttest.User // owner of the other tenant

	lease, foreign sink.Lease // ada's, mallory's
	begun          *supabase.Sink
	row            *sink.Part
}

func newCast(t *testing.T) *cast {
	t.Helper()
	p := newPlace(t, resttest.Options{})
	c := &cast{p: p, other: &place{Stack: p.Stack, tenant: p.Tenant(t)}}
	c.other.project = p.Project(t, c.other.tenant)
	c.ada, c.bob = p.Member(t, p.tenant, "member"), p.Member(t, p.tenant, "member")
	c.admin, c.viewer = p.Member(t, p.tenant, "admin"), p.Member(t, p.tenant, "viewer")
	c.left, c.gone = p.Member(t, p.tenant, "member"), p.Member(t, p.tenant, "member")
	c.mallory = p.Member(t, c.other.tenant, "owner")
	if _, err := p.Pool().Exec(t.Context(), `update user_tenant_mappings set active = false where user_id = $1`, c.left.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Pool().Exec(t.Context(), `update user_tenant_mappings set deprovisioned_at = now() where user_id = $1`, c.gone.ID); err != nil {
		t.Fatal(err)
	}
	c.begun = p.sink(t, c.ada)
	c.lease = begin(t, c.begun, p.start("ci"))
	c.foreign = begin(t, c.other.sink(t, c.mallory), c.other.start("ci"))
	c.row = p.part(t, functions, c.lease, 1, func(int) map[string]any { return map[string]any{"name": "main"} })
	write(t, p.sink(t, c.ada), c.row)
	return c
}

func TestIsolation_Read(t *testing.T) {
	c := newCast(t)
	p := c.p
	claiming := p.Token(t, c.mallory.ID, map[string]any{"app_metadata": map[string]any{"tenant_id": p.tenant}})
	const path, row, nothing = "cloud_functions?select=name", `[{"name":"main"}]`, `[]`
	for _, try := range []struct {
		name string
		as   client
		want string
	}{
		{"owner of the source", client{p: p, token: c.ada.Token}, row},
		{"viewer", client{p: p, token: c.viewer.Token}, row},
		{"colleague", client{p: p, token: c.bob.Token}, row},
		{"other tenant", client{p: p, token: c.mallory.Token}, nothing},
		{"other tenant that names this one", client{p: p, token: c.mallory.Token, head: http.Header{"X-Drift-Tenant": {p.tenant.String()}}}, nothing},
		{"other tenant that claims this one", client{p: p, token: claiming}, nothing},
		{"inactive", client{p: p, token: c.left.Token}, nothing},
		{"deprovisioned", client{p: p, token: c.gone.Token}, nothing},
		{"user without a tenant", client{p: p, token: p.Token(t, uuid.New(), nil)}, nothing},
		{"member that names nonsense", client{p: p, token: c.ada.Token, head: http.Header{"X-Drift-Tenant": {"no uuid'"}}}, nothing},
	} {
		t.Run(try.name, func(t *testing.T) {
			if status, body := try.as.do(t, http.MethodGet, path, ""); status != http.StatusOK || body != try.want {
				t.Errorf("got %d %s, want 200 %s", status, body, try.want)
			}
		})
	}
	for _, path := range []string{path, "sync_sources", "sync_runs", "sync_source_keys", "projects", "tenants", "user_tenant_mappings"} {
		if status, _ := (client{p: p}).do(t, http.MethodGet, path, ""); status != http.StatusUnauthorized {
			t.Errorf("anon reads %s: %d, want 401", path, status)
		}
	}
}

func TestIsolation_Write(t *testing.T) {
	c := newCast(t)
	row := func(tenant, project uuid.UUID, l sink.Lease) *sink.Part {
		return (&place{Stack: c.p.Stack, tenant: tenant, project: project}).part(t, functions, l, 1, nil)
	}
	epoch := func(change int64) *sink.Part {
		return c.p.part(t, functions, sink.Lease{Source: c.lease.Source, Epoch: c.lease.Epoch + change}, 1, nil)
	}
	ours, theirs := c.p, c.other
	for _, try := range []struct {
		name string
		as   string
		part *sink.Part
		want int
	}{
		{"owner of the source", c.ada.Token, c.row, http.StatusOK},
		{"admin", c.admin.Token, c.row, http.StatusOK},
		{"anon", "", c.row, http.StatusUnauthorized},
		{"viewer", c.viewer.Token, c.row, http.StatusForbidden},
		{"colleague", c.bob.Token, c.row, http.StatusForbidden},
		{"other tenant", c.mallory.Token, c.row, http.StatusForbidden},
		{"inactive", c.left.Token, c.row, http.StatusForbidden},
		{"old epoch", c.ada.Token, epoch(-1), http.StatusForbidden},
		{"epoch of no run", c.ada.Token, epoch(1), http.StatusForbidden},
		{"foreign source", c.mallory.Token, row(theirs.tenant, theirs.project, c.lease), http.StatusForbidden},
		{"foreign tenant", c.mallory.Token, row(ours.tenant, theirs.project, c.foreign), http.StatusForbidden},
		{"foreign project", c.mallory.Token, row(theirs.tenant, ours.project, c.foreign), http.StatusConflict},
		{"project of nobody", c.mallory.Token, row(theirs.tenant, uuid.New(), c.foreign), http.StatusConflict},
		{"the same ids elsewhere", c.mallory.Token, row(theirs.tenant, theirs.project, c.foreign), http.StatusCreated},
	} {
		t.Run(try.name, func(t *testing.T) {
			if status := (client{p: c.p, token: try.as}).upsert(t, try.part); status != try.want {
				t.Errorf("status %d, want %d", status, try.want)
			}
		})
	}
}

// TestIsolation_Headers writes rows that name neither tenant, project, source nor epoch.
// The headers choose among what the token may write, and permit nothing.
func TestIsolation_Headers(t *testing.T) {
	c := newCast(t)
	bare := &sink.Part{Table: functions, Columns: []string{"removed_at", "id", "name"},
		Body: []byte(`[{"id":"` + rowID(0).String() + `","name":"bare"}]`)}
	ours, theirs := c.lease.Source.String(), c.foreign.Source.String()
	other := begin(t, c.begun, c.p.start("second")).Source.String()
	for _, try := range []struct {
		name   string
		as     string
		source []string
		epoch  []string
		want   int
	}{
		{"owner of the source", c.ada.Token, []string{ours}, []string{"1"}, http.StatusOK},
		{"owner in capitals", c.ada.Token, []string{strings.ToUpper(ours)}, []string{"1"}, http.StatusOK},
		{"owner's other source", c.ada.Token, []string{other}, []string{"1"}, http.StatusCreated},
		{"admin", c.admin.Token, []string{ours}, []string{"1"}, http.StatusOK},
		{"anon", "", []string{ours}, []string{"1"}, http.StatusUnauthorized},
		{"viewer", c.viewer.Token, []string{ours}, []string{"1"}, http.StatusForbidden},
		{"colleague", c.bob.Token, []string{ours}, []string{"1"}, http.StatusForbidden},
		{"inactive", c.left.Token, []string{ours}, []string{"1"}, http.StatusForbidden},
		{"other tenant", c.mallory.Token, []string{ours}, []string{"1"}, http.StatusForbidden},
		{"foreign source", c.ada.Token, []string{theirs}, []string{"1"}, http.StatusForbidden},
		{"source of nobody", c.ada.Token, []string{uuid.NewString()}, []string{"1"}, http.StatusForbidden},
		{"source of words", c.ada.Token, []string{"') or true --"}, []string{"1"}, http.StatusForbidden},
		{"old epoch", c.ada.Token, []string{ours}, []string{"0"}, http.StatusForbidden},
		{"epoch of no run", c.ada.Token, []string{ours}, []string{"2"}, http.StatusForbidden},
		{"epoch beyond a bigint", c.ada.Token, []string{ours}, []string{strings.Repeat("9", 40)}, http.StatusForbidden},
		{"negative epoch", c.ada.Token, []string{ours}, []string{"-1"}, http.StatusForbidden},
		{"epoch of words", c.ada.Token, []string{ours}, []string{"1; select 1"}, http.StatusForbidden},
		{"no epoch", c.ada.Token, []string{ours}, nil, http.StatusForbidden},
		{"no source", c.ada.Token, nil, []string{"1"}, http.StatusForbidden},
		{"neither", c.ada.Token, nil, nil, http.StatusForbidden},
		{"two sources, the last one foreign", c.ada.Token, []string{ours, theirs}, []string{"1"}, http.StatusForbidden},
		{"two sources, the first one foreign", c.ada.Token, []string{theirs, ours}, []string{"1"}, http.StatusOK},
		{"two sources in one", c.ada.Token, []string{ours + ", " + theirs}, []string{"1"}, http.StatusForbidden},
		{"two epochs", c.ada.Token, []string{ours}, []string{"1", "7"}, http.StatusForbidden},
	} {
		t.Run(try.name, func(t *testing.T) {
			for _, tenant := range []string{"", c.p.tenant.String()} {
				head := http.Header{"X-Drift-Source": try.source, "X-Drift-Epoch": try.epoch, "X-Drift-Tenant": {tenant}}
				status := (client{p: c.p, token: try.as, head: head}).upsert(t, bare)
				if status != try.want && (status != http.StatusOK || try.want != http.StatusCreated) {
					t.Errorf("tenant %q: status %d, want %d", tenant, status, try.want)
				}
			}
		})
	}
	if n := query[int](t, c.p, `select count(*) from cloud_functions
		where not (tenant_id = $1 and project_id = $2 and sync_epoch = 1 and sync_source_id in ($3, $4))`, c.p.tenant, c.p.project, ours, other); n != 0 {
		t.Errorf("%d rows elsewhere", n)
	}
}

// Headers beside rows that name a source or an epoch get no further than the policies let
// them, and mean nothing to a PATCH.
func TestIsolation_HeadersBesideColumns(t *testing.T) {
	c := newCast(t)
	begin(t, c.begun, c.p.start("ci")) // epoch 2 of the source whose row has epoch 1
	other := begin(t, c.begun, c.p.start("second"))
	ada := client{p: c.p, token: c.ada.Token, head: http.Header{"X-Drift-Source": {other.Source.String()}, "X-Drift-Epoch": {"1"}}}
	part := &sink.Part{Table: functions, Columns: []string{"sync_source_id", "id", "name"},
		Body: []byte(`[{"sync_source_id":"` + c.lease.Source.String() + `","id":"` + rowID(0).String() + `","name":"mixed"}]`)}
	if status := ada.upsert(t, part); status != http.StatusForbidden {
		t.Errorf("another source's epoch: status %d", status)
	}
	if status := ada.upsert(t, c.row); status != http.StatusForbidden {
		t.Errorf("a row of an overtaken run: status %d", status)
	}
	ada.do(t, http.MethodPatch, "cloud_functions?id=eq."+rowID(0).String(), `{"sync_epoch":2,"name":"patched"}`)
	if got := query[string](t, c.p, `select name || sync_epoch from cloud_functions`); got != "patched2" {
		t.Errorf("the row is %s", got)
	}
}

func TestIsolation_Patch(t *testing.T) {
	c := newCast(t)
	for _, token := range []string{c.viewer.Token, c.bob.Token, c.mallory.Token} {
		(client{p: c.p, token: token}).do(t, http.MethodPatch, "cloud_functions?sync_source_id=eq."+c.lease.Source.String(), `{"name":"changed"}`)
	}
	if n := query[int](t, c.p, `select count(*) from cloud_functions where name = 'changed'`); n != 0 {
		t.Errorf("%d rows of another's source were changed", n)
	}
}

func TestIsolation_Key(t *testing.T) {
	c := newCast(t)
	for token, want := range map[string]bool{c.ada.Token: true, c.admin.Token: false, c.bob.Token: false, c.mallory.Token: false} {
		_, body := (client{p: c.p, token: token}).do(t, http.MethodGet, "sync_source_keys?select=key&sync_source_id=eq."+c.lease.Source.String(), "")
		if got := body != "[]"; got != want {
			t.Errorf("key visible: %v, want %v", got, want)
		}
	}
}

// Which key names the rows is said once, by the owner's current run.
func TestIsolation_KeyID(t *testing.T) {
	c := newCast(t)
	const key, other = "00112233aabbccdd", "ffeeddccbbaa0011"
	noted := func() string {
		return query[string](t, c.p, `select coalesce(key_id, '') from sync_sources where id = $1`, c.lease.Source)
	}
	keep := func(as resttest.User, epoch int64, id string) string {
		_, body := (client{p: c.p, token: as.Token}).do(t, http.MethodPost, "rpc/driftsync_keep_key",
			fmt.Sprintf(`{"p_source": %q, "p_epoch": %d, "p_key_id": %q}`, c.lease.Source, epoch, id))
		return body
	}
	for name, refused := range map[string]string{
		"a colleague": keep(c.bob, c.lease.Epoch, key), "an admin": keep(c.admin, c.lease.Epoch, key), "a viewer": keep(c.viewer, c.lease.Epoch, key),
		"another tenant": keep(c.mallory, c.lease.Epoch, key), "a former member": keep(c.left, c.lease.Epoch, key),
		"a run that is over": keep(c.ada, c.lease.Epoch-1, key), "a run to come": keep(c.ada, c.lease.Epoch+1, key), "no id": keep(c.ada, c.lease.Epoch, "key"),
	} {
		if !strings.Contains(refused, "refused") || noted() != "" {
			t.Errorf("%s: %s, and %q is noted", name, refused, noted())
		}
	}
	if err := c.begun.KeepKey(t.Context(), key, nil); err != nil || noted() != key {
		t.Fatalf("the owner: %v, and %q is noted", err, noted())
	}
	err := c.begun.KeepKey(t.Context(), other, nil)
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.SinkKeyLost || noted() != key {
		t.Errorf("another key: %v, and %q is noted", err, noted())
	}
	for _, as := range []resttest.User{c.ada, c.admin, c.bob, c.mallory} {
		for _, id := range []string{`"` + other + `"`, "null"} {
			(client{p: c.p, token: as.Token}).do(t, http.MethodPatch, "sync_sources?id=eq."+c.lease.Source.String(), `{"key_id":`+id+`}`)
		}
	}
	if _, err := c.p.Pool().Exec(t.Context(), `update sync_sources set key_id = null where id = $1`, c.lease.Source); err == nil || noted() != key {
		t.Errorf("it was changed: %v, and %q is noted", err, noted())
	}
	// A source that is given up keeps its own; what comes after begins anew.
	if _, err := c.begun.Retire(t.Context(), c.lease.Source); err != nil || noted() != key {
		t.Fatalf("retired: %v, and %q is noted", err, noted())
	}
	if after := begin(t, c.p.sink(t, c.ada), c.p.start("ci")); after.Source == c.lease.Source || after.KeyID != "" {
		t.Errorf("after it: %+v", after)
	}
}

func TestIsolation_Source(t *testing.T) {
	c := newCast(t)
	source := "sync_sources?id=eq." + c.lease.Source.String()
	(client{p: c.p, token: c.bob.Token}).do(t, http.MethodPatch, source, `{"epoch":99}`)
	(client{p: c.p, token: c.mallory.Token}).do(t, http.MethodPatch, source, `{"epoch":99}`)
	if status, _ := (client{p: c.p, token: c.ada.Token}).do(t, http.MethodPatch, source, `{"epoch":0}`); status != http.StatusForbidden {
		t.Errorf("the epoch was put back: %d", status)
	}
	if status, _ := (client{p: c.p, token: c.ada.Token}).do(t, http.MethodPatch, source, `{"owner_id":"`+c.bob.ID.String()+`"}`); status != http.StatusForbidden {
		t.Errorf("the owner was changed: %d", status)
	}
	if got := query[int64](t, c.p, `select epoch from sync_sources where id = $1`, c.lease.Source); got != c.lease.Epoch {
		t.Errorf("epoch %d, want %d", got, c.lease.Epoch)
	}
}

// TestTenantOfRequest covers the ways to choose among several memberships.
func TestTenantOfRequest(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	second := p.Tenant(t)
	p.Project(t, second)
	p.Join(t, second, u, "viewer")
	names := func(c client) string {
		t.Helper()
		status, body := c.do(t, http.MethodGet, "projects?select=tenant_id", "")
		if status != http.StatusOK {
			t.Errorf("status %d", status)
		}
		return body
	}
	one := func(id uuid.UUID) string { return `[{"tenant_id":"` + id.String() + `"}]` }
	claims := func(id any) string {
		return p.Token(t, u.ID, map[string]any{"app_metadata": map[string]any{"tenant_id": id}})
	}
	for _, c := range []struct {
		name string
		as   client
		want string
	}{
		{"none of several", client{p: p, token: u.Token}, `[]`},
		{"header", client{p: p, token: u.Token, head: http.Header{"X-Drift-Tenant": {second.String()}}}, one(second)},
		{"header in capitals", client{p: p, token: u.Token, head: http.Header{"X-Drift-Tenant": {strings.ToUpper(second.String())}}}, one(second)},
		{"empty header", client{p: p, token: claims(p.tenant), head: http.Header{"X-Drift-Tenant": {""}}}, one(p.tenant)},
		{"claim", client{p: p, token: claims(second)}, one(second)},
		{"header before claim", client{p: p, token: claims(second), head: http.Header{"X-Drift-Tenant": {p.tenant.String()}}}, one(p.tenant)},
		{"claim of another type", client{p: p, token: claims(map[string]any{})}, `[]`},
		{"no membership", client{p: p, token: claims(uuid.New())}, `[]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := names(c.as); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestTenantOfRequest_Setting covers app.tenant_id. One that has ended is empty and not
// null; it must neither choose nor fail.
func TestTenantOfRequest_Setting(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	second := p.Tenant(t)
	p.Join(t, second, u, "viewer")
	conn, err := p.Pool().Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	var chosen *uuid.UUID
	sub := `{"sub":"` + u.ID.String() + `"}`
	if _, err := conn.Exec(t.Context(), `begin; select set_config('app.tenant_id', 'x', true); commit`); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(t.Context(), `with c as (select set_config('request.jwt.claims', $1, false)) select app_private.app_tenant_id() from c`, sub).Scan(&chosen); err != nil || chosen != nil {
		t.Errorf("after a setting: %v, %v; want none and no error", chosen, err)
	}
	if _, err := conn.Exec(t.Context(), `select set_config('app.tenant_id', $1, false)`, second.String()); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(t.Context(), `select app_private.app_tenant_id()`).Scan(&chosen); err != nil || chosen == nil || *chosen != second {
		t.Errorf("by the setting: %v, %v; want %s", chosen, err, second)
	}
	if _, err := conn.Exec(t.Context(), `reset all`); err != nil {
		t.Fatal(err)
	}
}

// TestWrite_StaleStatementLoses commits a newer run's row before an older run's
// statement gets to it.
func TestWrite_StaleStatementLoses(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	l := begin(t, p.sink(t, u), p.start("ci"))
	write(t, p.sink(t, u), p.part(t, functions, l, 1, nil))
	ctx := t.Context()
	if _, err := p.Pool().Exec(ctx, `update cloud_functions set sync_epoch = 5`); err != nil {
		t.Fatal(err)
	}
	_, err := p.Pool().Exec(ctx, `update cloud_functions set sync_epoch = 4, name = 'old'`)
	if err == nil || !bytes.Contains([]byte(err.Error()), []byte("42501")) {
		t.Errorf("got %v, want 42501", err)
	}
}
