// Package pgtest starts a throw-away Postgres for tests from binaries that are
// installed already. One server is shared by a test binary, listens on loopback only,
// and ends with the binary.
//
// A package that uses it has
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
package pgtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNoPostgres says that no binaries were found.
var ErrNoPostgres = errors.New("no Postgres binaries: install postgresql, or name their folder in DRIFTSYNC_POSTGRES_BIN")

// Server is a running Postgres.
type Server struct {
	port    int
	dir     string
	process *process
	serial  atomic.Int64
}

// shared is the binary's server. Main ends it.
var shared struct {
	sync.Mutex
	server *Server
	err    error
}

// Main runs the tests and ends the shared server, and returns the exit status.
func Main(m *testing.M) int {
	status := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		if err := shared.server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			return max(status, 1)
		}
	}
	return status
}

// Shared returns the binary's server, started by the first call. Without Postgres
// binaries the test is skipped, and failed where DRIFTSYNC_REQUIRE_POSTGRES is set.
func Shared(t testing.TB) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = Start()
	}
	if errors.Is(shared.err, ErrNoPostgres) && os.Getenv("DRIFTSYNC_REQUIRE_POSTGRES") == "" {
		t.Skip(shared.err)
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.server
}

// Start starts a server of its own. The caller closes it.
func Start() (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	return StartIn(bin)
}

// StartIn starts a server of its own from the binaries in a folder. The caller closes it.
func StartIn(bin string) (*Server, error) {
	owner, err := account()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir}
	if err := s.boot(bin, owner); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) boot(bin string, owner *identity) error {
	if owner != nil {
		if err := os.Chown(s.dir, int(owner.uid), int(owner.gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(s.dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"),
		"-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.Dir = s.dir
	owner.apply(initdb)
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := FreePort()
	if err != nil {
		return err
	}
	s.port = port
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	postgres := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off",
		"-c", "max_connections=100", "-c", "max_wal_size=256MB")
	postgres.Dir = s.dir
	postgres.Stdout, postgres.Stderr = log, log
	owner.apply(postgres)
	if s.process, err = startProcess(postgres); err != nil {
		return err
	}
	return s.ready(2 * time.Minute)
}

// ready waits until the server answers or has ended.
func (s *Server) ready(limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-s.process.done:
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("postgres ended: %s", log)
		case <-ctx.Done():
			return fmt.Errorf("wait for postgres: %w", err)
		case <-tick.C:
		}
	}
}

// URL returns the superuser's connection string for a database.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

// Create makes a database, a copy of template where that is not empty, and returns
// its name. Roles belong to the server and are shared by all its databases.
func (s *Server) Create(ctx context.Context, template string) (string, error) {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return "", fmt.Errorf("connect: %w", err)
	}
	defer conn.Close(ctx)
	name := "test_" + strconv.FormatInt(s.serial.Add(1), 10)
	statement := "create database " + name
	if template != "" {
		statement += " template " + pgx.Identifier{template}.Sanitize()
	}
	if _, err := conn.Exec(ctx, statement); err != nil {
		return "", fmt.Errorf("create database: %w", err)
	}
	return name, nil
}

// Database makes an empty database for one test and returns its connection string.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name, err := s.Create(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return s.URL(name)
}

// Close ends the server and removes its files.
func (s *Server) Close() error {
	var err error
	if s.process != nil {
		err = s.process.stop(time.Minute)
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// binaries returns the folder that holds postgres and initdb.
func binaries() (string, error) {
	if dir := os.Getenv("DRIFTSYNC_POSTGRES_BIN"); dir != "" {
		return dir, nil
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		return filepath.Dir(path), nil
	}
	var found []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/opt/homebrew/opt/postgresql@*/bin/initdb", "/usr/pgsql-*/bin/initdb"} {
		match, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		found = append(found, match...)
	}
	if len(found) == 0 {
		return "", ErrNoPostgres
	}
	return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(major(a), major(b)) })), nil
}

// major returns the first number in a path, which is Postgres's major version.
func major(path string) int {
	digits := strings.TrimLeftFunc(path, func(r rune) bool { return r < '0' || r > '9' })
	if end := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }); end >= 0 {
		digits = digits[:end]
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// identity is the account that Postgres runs as; nil for our own.
type identity struct{ uid, gid uint32 }

// account returns the account to run as: Postgres refuses root.
func account() (*identity, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		return nil, fmt.Errorf("find an account for postgres: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &identity{uid: uint32(uid), gid: uint32(gid)}, nil
}

// FreePort returns a port of the loopback interface for a server that opens it itself. It
// is not one of those that systems give out, to the tests beside this one as well, since
// one of them could be taken before the server has opened it.
func FreePort() (int, error) {
	const first, last = 20_000, 32_767
	for {
		l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(first+rand.IntN(last-first+1))))
		if errors.Is(err, syscall.EADDRINUSE) {
			continue
		}
		if err != nil {
			return 0, err
		}
		return l.Addr().(*net.TCPAddr).Port, l.Close()
	}
}
