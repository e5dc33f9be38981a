package pgtest

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

func TestServer_Create(t *testing.T) {
	ctx := t.Context()
	s := Shared(t)
	first, err := s.Create(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, s.URL(first))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, "create table kept (n int); insert into kept values (7)"); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(ctx); err != nil {
		t.Fatal(err)
	}
	second, err := s.Create(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	copied, err := pgx.Connect(ctx, s.URL(second))
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close(ctx)
	var n int
	if err := copied.QueryRow(ctx, "select n from kept").Scan(&n); err != nil || n != 7 {
		t.Fatalf("got %d, %v; want 7 from the template", n, err)
	}
}

func TestServer_Close(t *testing.T) {
	Shared(t)
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := pgx.Connect(t.Context(), s.URL("postgres")); err == nil {
		t.Error("the server still answers")
	}
	if _, err := os.Stat(s.dir); !os.IsNotExist(err) {
		t.Errorf("the server's files are still there: %v", err)
	}
}

func TestMajor(t *testing.T) {
	for path, want := range map[string]int{
		"/usr/lib/postgresql/15/bin/initdb": 15, "/usr/lib/postgresql/9.6/bin/initdb": 9, "/usr/pgsql-18/bin/initdb": 18, "/opt/bin/initdb": 0,
	} {
		if got := major(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}
