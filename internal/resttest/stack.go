package resttest

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/schema/migration"
)

// Bootstrap is what a hosted database has before any migration.
//
//go:embed bootstrap.sql
var Bootstrap string

// Stack is a project for one test: a migrated database of its own behind a server.
type Stack struct {
	*Server
	URL string // base, without /rest/v1
	Key string // publishable
}

// User is a user of a stack with an access token.
type User struct {
	ID    uuid.UUID
	Token string
}

var migrated struct {
	sync.Mutex
	name string
}

// NewStack starts a stack that ends with the test. It needs [pgtest.Main].
func NewStack(t testing.TB, o Options) *Stack {
	t.Helper()
	postgres := pgtest.Shared(t)
	ctx := t.Context()
	template, err := templateDatabase(ctx, postgres)
	if err != nil {
		t.Fatal(err)
	}
	name, err := postgres.Create(ctx, template)
	if err != nil {
		t.Fatal(err)
	}
	o.Database = postgres.URL(name)
	if o.Secret == nil {
		o.Secret = []byte("a secret of the test server, at least 32 bytes")
	}
	o.Key = "sb_" + "publishable_test"
	s, err := Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(func() {
		web.Close()
		s.Close()
	})
	return &Stack{Server: s, URL: web.URL, Key: o.Key}
}

// templateDatabase returns the name of the migrated database that others are copies of.
func templateDatabase(ctx context.Context, postgres *pgtest.Server) (string, error) {
	migrated.Lock()
	defer migrated.Unlock()
	if migrated.name != "" {
		return migrated.name, nil
	}
	name, err := postgres.Create(ctx, "")
	if err != nil {
		return "", err
	}
	conn, err := pgx.Connect(ctx, postgres.URL(name))
	if err != nil {
		return "", fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(ctx)
	if err := Migrate(ctx, conn); err != nil {
		return "", err
	}
	migrated.name = name
	return name, nil
}

// Migrate brings the database up to date, as `supabase db push` does: each migration
// in a transaction of its own, once.
func Migrate(ctx context.Context, conn *pgx.Conn) error {
	files, err := migration.Files()
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, Bootstrap+`;create schema if not exists supabase_migrations;
		create table if not exists supabase_migrations.schema_migrations (version text primary key, name text)`); err != nil {
		return fmt.Errorf("bootstrap: %w", err)
	}
	for _, f := range files {
		if err := apply(ctx, conn, f); err != nil {
			return fmt.Errorf("apply %s: %w", f.Name, err)
		}
	}
	return nil
}

func apply(ctx context.Context, conn *pgx.Conn, f migration.File) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `insert into supabase_migrations.schema_migrations values ($1, $2) on conflict do nothing`,
			f.Version(), f.Title())
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		_, err = tx.Exec(ctx, f.SQL)
		return err
	})
}

// Tenant makes a tenant.
func (s *Stack) Tenant(t testing.TB) uuid.UUID {
	t.Helper()
	return s.make(t, `insert into public.tenants (name, email) values ('t', 't@example.org') returning id`)
}

// Project makes a project of the tenant.
func (s *Stack) Project(t testing.TB, tenant uuid.UUID) uuid.UUID {
	t.Helper()
	return s.make(t, `insert into public.projects (tenant_id, name) values ($1, 'p') returning id`, tenant)
}

func (s *Stack) make(t testing.TB, sql string, args ...any) uuid.UUID {
	t.Helper()
	var id uuid.UUID
	if err := s.Pool().QueryRow(t.Context(), sql, args...).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// Member makes a user with a role in the tenant: owner, admin, member or viewer.
func (s *Stack) Member(t testing.TB, tenant uuid.UUID, role string) User {
	t.Helper()
	u := User{ID: uuid.New()}
	u.Token = s.Token(t, u.ID, nil)
	s.Enter(t, u)
	s.Join(t, tenant, u, role)
	return u
}

// Enter makes a user known to Auth, without an address.
func (s *Stack) Enter(t testing.TB, u User) {
	t.Helper()
	s.exec(t, `insert into auth.users (id) values ($1)`, u.ID)
}

// Register gives a user a confirmed e-mail address, as an account of hosted Auth has.
func (s *Stack) Register(t testing.TB, u User, email string) {
	t.Helper()
	s.exec(t, `insert into auth.users (id, email, email_confirmed_at) values ($1, $2, now())
		on conflict (id) do update set email = excluded.email, email_confirmed_at = excluded.email_confirmed_at`, u.ID, email)
}

func (s *Stack) exec(t testing.TB, sql string, args ...any) {
	t.Helper()
	if _, err := s.Pool().Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// Join makes a user a member of one more tenant.
func (s *Stack) Join(t testing.TB, tenant uuid.UUID, u User, role string) {
	t.Helper()
	_, err := s.Pool().Exec(t.Context(),
		`insert into public.user_tenant_mappings (user_id, tenant_id, role) values ($1, $2, $3)`, u.ID, tenant, role)
	if err != nil {
		t.Fatal(err)
	}
}

// Token returns an access token as a hosted project's, valid for an hour, with claims
// added or put instead of others.
func (s *Stack) Token(t testing.TB, user uuid.UUID, claims map[string]any) string {
	t.Helper()
	now := time.Now()
	all := map[string]any{
		"iss": s.URL + "/auth/v1", "sub": user, "aud": "authenticated", "role": "authenticated",
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "aal": "aal1", "session_id": uuid.New(),
		"email": "", "phone": "", "is_anonymous": false, "app_metadata": map[string]any{}, "user_metadata": map[string]any{},
	}
	maps.Copy(all, claims)
	token, err := Sign(s.options.Secret, all)
	if err != nil {
		t.Fatal(err)
	}
	return token
}
