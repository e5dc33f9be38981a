package supabase_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase/pgrest"
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

// TestIsolation has a row of one tenant, and everyone else trying.
func TestIsolation(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
	ada := p.Member(t, p.tenant, "member")
	l := begin(t, p.sink(t, ada), p.start("ci"))
	own := p.part(t, functions, l, 1, func(int) map[string]any { return map[string]any{"name": "main"} })
	write(t, p.sink(t, ada), own)

	other := &place{Stack: p.Stack, tenant: p.Tenant(t)}
	other.project = p.Project(t, other.tenant)
	mallory := p.Member(t, other.tenant, "owner")
	foreign := begin(t, other.sink(t, mallory), other.start("ci"))

	rows := "cloud_functions?select=name"
	left := p.Member(t, p.tenant, "member")
	if _, err := p.Pool().Exec(t.Context(), `update user_tenant_mappings set active = false where user_id = $1`, left.ID); err != nil {
		t.Fatal(err)
	}
	gone := p.Member(t, p.tenant, "member")
	if _, err := p.Pool().Exec(t.Context(), `update user_tenant_mappings set deprovisioned_at = now() where user_id = $1`, gone.ID); err != nil {
		t.Fatal(err)
	}
	viewer, bob, admin := p.Member(t, p.tenant, "viewer"), p.Member(t, p.tenant, "member"), p.Member(t, p.tenant, "admin")

	t.Run("read", func(t *testing.T) {
		for _, c := range []struct {
			name string
			as   client
			want string
		}{
			{"owner of the source", client{p: p, token: ada.Token}, `[{"name":"main"}]`},
			{"viewer", client{p: p, token: viewer.Token}, `[{"name":"main"}]`},
			{"colleague", client{p: p, token: bob.Token}, `[{"name":"main"}]`},
			{"other tenant", client{p: p, token: mallory.Token}, `[]`},
			{"other tenant that names this one", client{p: p, token: mallory.Token, head: http.Header{"X-Drift-Tenant": {p.tenant.String()}}}, `[]`},
			{"other tenant that claims this one", client{p: p, token: p.Token(t, mallory.ID, map[string]any{
				"app_metadata": map[string]any{"tenant_id": p.tenant}})}, `[]`},
			{"inactive", client{p: p, token: left.Token}, `[]`},
			{"deprovisioned", client{p: p, token: gone.Token}, `[]`},
			{"user without a tenant", client{p: p, token: p.Token(t, uuid.New(), nil)}, `[]`},
			{"member that names nonsense", client{p: p, token: ada.Token, head: http.Header{"X-Drift-Tenant": {"no uuid'"}}}, `[]`},
		} {
			t.Run(c.name, func(t *testing.T) {
				if status, body := c.as.do(t, http.MethodGet, rows, ""); status != http.StatusOK || body != c.want {
					t.Errorf("got %d %s, want 200 %s", status, body, c.want)
				}
			})
		}
		for _, path := range []string{rows, "sync_sources", "sync_runs", "sync_source_keys", "projects", "tenants", "user_tenant_mappings"} {
			if status, _ := (client{p: p}).do(t, http.MethodGet, path, ""); status != http.StatusUnauthorized {
				t.Errorf("anon reads %s: %d, want 401", path, status)
			}
		}
	})

	t.Run("write", func(t *testing.T) {
		elsewhere := func(change func(*place)) *place {
			q := *p
			change(&q)
			return &q
		}
		stale := sink.Lease{Source: l.Source, Epoch: l.Epoch - 1}
		early := sink.Lease{Source: l.Source, Epoch: l.Epoch + 1}
		for _, c := range []struct {
			name string
			as   string
			part *sink.Part
			want int
		}{
			{"owner of the source", ada.Token, own, http.StatusOK},
			{"admin", admin.Token, own, http.StatusOK},
			{"anon", "", own, http.StatusUnauthorized},
			{"viewer", viewer.Token, own, http.StatusForbidden},
			{"colleague", bob.Token, own, http.StatusForbidden},
			{"other tenant", mallory.Token, own, http.StatusForbidden},
			{"inactive", left.Token, own, http.StatusForbidden},
			{"old epoch", ada.Token, p.part(t, functions, stale, 1, nil), http.StatusForbidden},
			{"epoch of no run", ada.Token, p.part(t, functions, early, 1, nil), http.StatusForbidden},
			{"own tenant, foreign source", mallory.Token, other.part(t, functions, l, 1, nil), http.StatusForbidden},
			{"own source, foreign tenant", mallory.Token, elsewhere(func(q *place) { q.project = other.project }).part(t, functions, foreign, 1, nil), http.StatusForbidden},
			{"own source, foreign project", mallory.Token, elsewhere(func(q *place) { q.tenant = other.tenant }).part(t, functions, foreign, 1, nil), http.StatusConflict},
			{"own source, project of nobody", mallory.Token, elsewhere(func(q *place) { q.tenant, q.project = other.tenant, uuid.New() }).part(t, functions, foreign, 1, nil), http.StatusConflict},
			{"the same ids in another tenant", mallory.Token, other.part(t, functions, foreign, 1, nil), http.StatusCreated},
		} {
			t.Run(c.name, func(t *testing.T) {
				if status := (client{p: p, token: c.as}).upsert(t, c.part); status != c.want {
					t.Errorf("status %d, want %d", status, c.want)
				}
			})
		}
	})

	t.Run("patch and delete", func(t *testing.T) {
		for _, token := range []string{viewer.Token, bob.Token, mallory.Token} {
			(client{p: p, token: token}).do(t, http.MethodPatch, "cloud_functions?sync_source_id=eq."+l.Source.String(), `{"name":"changed"}`)
		}
		if n := query[int](t, p, `select count(*) from cloud_functions where name = 'changed'`); n != 0 {
			t.Errorf("%d rows of another's source were changed", n)
		}
		if allowed := query[bool](t, p, `select has_table_privilege('authenticated', 'cloud_functions', 'delete')`); allowed {
			t.Error("authenticated may delete")
		}
	})

	t.Run("keys", func(t *testing.T) {
		for token, want := range map[string]bool{ada.Token: true, admin.Token: false, bob.Token: false, mallory.Token: false} {
			_, body := (client{p: p, token: token}).do(t, http.MethodGet, "sync_source_keys?select=key&sync_source_id=eq."+l.Source.String(), "")
			if got := body != "[]"; got != want {
				t.Errorf("key visible: %v, want %v", got, want)
			}
		}
	})

	t.Run("epoch and owner", func(t *testing.T) {
		source := "sync_sources?id=eq." + l.Source.String()
		(client{p: p, token: bob.Token}).do(t, http.MethodPatch, source, `{"epoch":99}`)
		(client{p: p, token: mallory.Token}).do(t, http.MethodPatch, source, `{"epoch":99}`)
		if status, _ := (client{p: p, token: ada.Token}).do(t, http.MethodPatch, source, `{"epoch":0}`); status != http.StatusForbidden {
			t.Errorf("the epoch was put back: %d", status)
		}
		if status, _ := (client{p: p, token: ada.Token}).do(t, http.MethodPatch, source, `{"owner_id":"`+bob.ID.String()+`"}`); status != http.StatusForbidden {
			t.Errorf("the owner was changed: %d", status)
		}
		if got := query[int64](t, p, `select epoch from sync_sources where id = $1`, l.Source); got != l.Epoch {
			t.Errorf("epoch %d, want %d", got, l.Epoch)
		}
	})
}

// TestTenantOfRequest covers the ways to choose among several memberships.
func TestTenantOfRequest(t *testing.T) {
	p := newPlace(t, pgrest.Options{})
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
	// A setting that has ended is empty and not null; it must neither choose nor fail.
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
	p := newPlace(t, pgrest.Options{})
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
