package deploy_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/supabase/deploy"
	"github.com/driftsync/driftsync/internal/pgtest"
)

// TestApply_Pooler applies through a pooler that gives each transaction whichever connection
// is free, as the one on port 6543 of hosted projects does: two applications at once.
func TestApply_Pooler(t *testing.T) {
	path, err := exec.LookPath("pgbouncer")
	if err != nil {
		t.Skip("not run: no pgbouncer (apt-get install pgbouncer)")
	}
	conn := database(t, pgtest.Shared(t), "")
	url := pool(t, path, conn.Config())
	type outcome struct {
		applied []string
		err     error
	}
	ended := make(chan outcome)
	for range 2 {
		go func() {
			c, err := deploy.Connect(t.Context(), url)
			if err != nil {
				ended <- outcome{nil, err}
				return
			}
			defer c.Close(context.WithoutCancel(t.Context()))
			applied, err := deploy.Apply(t.Context(), c, deploy.Options{Wait: time.Minute})
			ended <- outcome{applied, err}
		}()
	}
	first, second := <-ended, <-ended
	if first.err != nil || second.err != nil {
		t.Fatalf("%v, %v", first.err, second.err)
	}
	all := slices.Sorted(slices.Values(slices.Concat(first.applied, second.applied)))
	if !slices.Equal(all, names(t)) {
		t.Errorf("applied %v and %v", first.applied, second.applied)
	}
	if n := read[int](t, conn, `select count(*) from pg_locks where locktype = 'advisory'`); n != 0 {
		t.Errorf("%d locks are left in the pool", n)
	}
	// Each of the pool's connections is asked, since they are held together.
	var held []*pgx.Conn
	for range poolSize {
		c, err := deploy.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(context.WithoutCancel(t.Context()))
		if _, err := c.Exec(t.Context(), `begin`); err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
	}
	for _, c := range held {
		if got := read[string](t, c, `select concat_ws(' ', current_setting('lock_timeout'), current_setting('statement_timeout'), (select count(*) from pg_prepared_statements))`); got != "0 1h 0" {
			t.Errorf("a connection of the pool was left with %s", got)
		}
	}
}

const poolSize = 3

// pool starts the pooler before a database, and returns its connection string.
func pool(t *testing.T, path string, to *pgx.ConnConfig) string {
	t.Helper()
	port, err := pgtest.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "pgbouncer.ini")
	text := fmt.Sprintf(`[databases]
db = host=%s port=%d dbname=%s user=%s connect_query='set statement_timeout = 3600000'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = %d
server_round_robin = 1
`, to.Host, to.Port, to.Database, to.User, port, poolSize)
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, config)
	if os.Getuid() == 0 { // which it refuses to be
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		for parent := dir; strings.HasPrefix(parent, os.TempDir()) && parent != os.TempDir(); parent = filepath.Dir(parent) {
			if err := os.Chmod(parent, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	log := new(strings.Builder)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }() // the log says it
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		if t.Failed() {
			t.Log(log)
		}
	})
	url := fmt.Sprintf("postgres://%s@127.0.0.1:%d/db?sslmode=disable", to.User, port)
	ready(t, url, ended)
	return url
}

// ready waits until the pooler answers.
func ready(t *testing.T, url string, ended <-chan struct{}) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := pgx.Connect(t.Context(), url)
		if err == nil {
			c.Close(t.Context())
			return
		}
		select {
		case <-tick.C:
		case <-ended:
			t.Fatal(err)
		}
	}
}
