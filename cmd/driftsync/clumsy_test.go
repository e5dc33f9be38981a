//go:build linux

package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/gofrs/flock"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/demo"
)

// clumsy is one use that nobody means: what was done, and how it ends.
type clumsy struct {
	name   string
	does   func(*clumsiness)
	args   []string
	status int
	code   fault.Code // empty where it is no error
	says   string     // pattern over the first line: what is wrong, by name
	makes  []string   // files that it may leave
}

// TestClumsyUses shares one project among all of them. Each has its exit status and code,
// names the thing that is wrong, and overwrites nothing.
func TestClumsyUses(t *testing.T) {
	u := newClumsiness(t)
	for _, c := range clumsyUses {
		t.Run(c.name, func(t *testing.T) {
			u.t = t
			u.tried(&c)
		})
	}
	for name, signal := range map[string]os.Signal{"a watch that is interrupted": os.Interrupt, "a watch that is terminated": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			u.t = t
			u.signalled(signal)
		})
	}
}

// clumsyUses are in a folder with a project shop, a text notes.txt, an own folder, and a
// database foreign.db of another program.
var clumsyUses = []clumsy{
	{"a root that is not there", nil, []string{"push", "--root", "nowhere", "--to", "file:out.db"}, 10, fault.ConfigInvalid, `project root nowhere does not exist`, nil},
	{"a root that is a file", nil, []string{"push", "--root", "notes.txt", "--to", "file:out.db"}, 10, fault.ConfigInvalid, `project root notes\.txt is not a folder`, nil},
	{"a variable that names no root", set("DRIFT_PROJECT_ROOT", "/nowhere"), []string{"push", "--to", "file:out.db"}, 10, fault.ConfigInvalid, `project root /nowhere does not exist`, nil},
	{"a folder without databases", nil, []string{"push", "--root", "own", "--to", "file:out.db"}, 11, fault.SourceMissing, `own`, nil},
	{"a file with an odd name", nil, []string{"push", "--root", "shop", "--to", `file:odd "name" é .db`}, 0, "", ``, []string{`odd "name" é .db`, `odd "name" é .db.key`}},
	{"a file in a folder that is not there", nil, []string{"push", "--root", "shop", "--to", "file:missing/out.db"}, 10, fault.ConfigInvalid, `missing/out\.db cannot be made: no such file`, nil},
	{"a file below a file", nil, []string{"push", "--root", "shop", "--to", "file:notes.txt/out.db"}, 10, fault.ConfigInvalid, `notes\.txt/out\.db cannot be opened: not a directory`, nil},
	{"a text as destination", nil, []string{"push", "--root", "shop", "--to", "file:notes.txt"}, 10, fault.ConfigInvalid, `notes\.txt exists and was not made by driftsync; nothing was changed`, nil},
	{"another program's database as destination", nil, []string{"push", "--root", "shop", "--to", "file:foreign.db"}, 10, fault.ConfigInvalid, `foreign\.db exists and was not made by driftsync`, nil},
	{"the source as destination", nil, []string{"push", "--root", "shop", "--to", "file:shop/.drift/drift.db"}, 10, fault.ConfigInvalid, `drift\.db exists and was not made by driftsync`, nil},
	{"a pipe as destination", nil, []string{"push", "--root", "shop", "--to", "file:pipe"}, 10, fault.ConfigInvalid, `pipe exists and was not made by driftsync`, nil},
	{"a folder of others as destination", nil, []string{"push", "--root", "shop", "--to", "ndjson:own"}, 10, fault.ConfigInvalid, `own holds files of others`, nil},
	{"a destination of an unknown kind", nil, []string{"push", "--root", "shop", "--to", "ftp:out"}, 10, fault.ConfigDestination, `--to "ftp:out"`, nil},
	{"broken configuration", write("shop/driftsync.toml", "[source\nname = 'x'\n"), []string{"push", "--root", "shop", "--to", "file:out.db"}, 10, fault.ConfigInvalid, `shop/driftsync\.toml:1:8: expected`, nil},
	{"an unknown key", write("shop/driftsync.toml", "[source]\nnmae = 'x'\n"), []string{"push", "--root", "shop", "--to", "file:out.db"}, 10, fault.ConfigInvalid, `shop/driftsync\.toml:2:1: unknown key "source\.nmae"; did you mean "name"`, nil},
	{"a value of another type", write("shop/driftsync.toml", "[limits]\nmemory_mib = 'much'\n"), []string{"push", "--root", "shop", "--to", "file:out.db"}, 10, fault.ConfigInvalid, `toml:2:14: found a string for "limits\.memory_mib", expected an integer`, nil},
	{"a lock that is none", write("shop/driftsync.lock", "version = 1\n[plugin\n"), []string{"push", "--root", "shop", "--to", "file:out.db"}, 10, fault.ConfigInvalid, `shop/driftsync\.lock:2:8: `, nil},
	{"a policy that is not there", set("DRIFTSYNC_POLICY", "/nowhere.toml"), []string{"push", "--root", "shop", "--to", "file:out.db"}, 10, fault.ConfigInvalid, `policy /nowhere\.toml: it cannot be read: no such file`, nil},
	{"a state folder that cannot be written", nil, []string{"--state", "notes.txt/state", "push", "--root", "shop", "--to", "file:out.db"}, 10, fault.ConfigState, `notes\.txt`, nil},
	{"a full disk", nil, []string{"push", "--root", "shop", "--to", "ndjson:full/out"}, 1, fault.DiskFull, `full/out cannot be written: no space is left`, nil},
	{"a report into a folder that is not there", nil, []string{"push", "--root", "shop", "--to", "file:out.db", "--report", "missing/report.html"}, 10, fault.ConfigInvalid, `missing/report\.html cannot be written`, nil},
	{"two pushes at once", (*clumsiness).holdState, []string{"push", "--root", "shop", "--to", `file:odd "name" é .db`}, 1, fault.StateBusy, `another push`, nil},
	{"a full device as output", (*clumsiness).fullOutput, []string{"docs", "exit-codes"}, 1, fault.OutputWrite, `standard output cannot be written: no space left`, nil},
	{"a reader that went away", (*clumsiness).goneReader, []string{"docs", "exit-codes"}, 0, "", ``, nil},
	{"no time", nil, []string{"--timeout", "1ns", "push", "--root", "shop", "--to", "file:out.db"}, 130, fault.Timeout, `ended after --timeout 1ns`, []string{"out.db", "out.db.key"}},
	{"no time to look", nil, []string{"--timeout", "1ns", "status", "--root", "shop", "--to", "file:out.db"}, 130, fault.Timeout, `ended after --timeout 1ns`, nil},
	{"no time for a list", nil, []string{"--timeout", "1ns", "report", "list"}, 130, fault.Timeout, `ended after --timeout 1ns`, nil},
	{"no time for the doctor", nil, []string{"--timeout", "1ns", "doctor", "--root", "shop"}, 130, fault.Timeout, `ended after --timeout 1ns`, nil},
	{"an archive with the name of a page", nil, []string{"report", "--root", "shop", "--pack", "review.html"}, 10, fault.ConfigInvalid, `review\.html is a ZIP archive`, nil},
	{"an archive in another format", nil, []string{"report", "--root", "shop", "--pack", "review.zip", "--format", "md"}, 80, fault.UsageInvalid, `--pack and --format`, nil},
	{"a host that is not allowed", set("DRIFTSYNC_TOKEN", "a.b.c"), []string{"--allow-host", "db.example.org", "schema", "apply", "--db-url", "postgres://u:p@127.0.0.1:1/x"}, 12, fault.PolicyHost, `no connection to 127\.0\.0\.1:1`, nil},
}

func set(name, value string) func(*clumsiness) {
	return func(u *clumsiness) { u.t.Setenv(name, value) }
}

// write puts a text into a file for one use.
func write(name, text string) func(*clumsiness) {
	return func(u *clumsiness) {
		u.put(name, text)
		u.t.Cleanup(func() { os.Remove(name) })
	}
}

// clumsiness is the folder, and what stands in for standard output.
type clumsiness struct {
	t    *testing.T
	home string
	out  *os.File // nil for a buffer
}

func newClumsiness(t *testing.T) *clumsiness {
	u := &clumsiness{t: t, home: t.TempDir()}
	dir := filepath.Join(u.home, "work")
	t.Setenv("HOME", u.home)
	t.Setenv("XDG_STATE_HOME", filepath.Join(u.home, "state"))
	t.Setenv("DRIFTSYNC_CACHE", testCache())
	if _, err := demo.Generate(t.Context(), filepath.Join(dir, "shop"), demo.Options{Rows: 1100}); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	u.put("notes.txt", "not to be lost\n")
	u.put("own/notes.txt", "not to be lost either\n")
	sqliteFile(t, "foreign.db", "create table mine (x); insert into mine values (1)")
	if err := errors.Join(syscall.Mkfifo("pipe", 0o600), os.Mkdir("full", 0o700)); err != nil {
		t.Fatal(err)
	}
	return u
}

func sqliteFile(t *testing.T, name, statements string) {
	t.Helper()
	if out, err := exec.Command("sqlite", name, statements).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func (u *clumsiness) put(name, text string) {
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte(text), 0o600)); err != nil {
		u.t.Fatal(err)
	}
}

// holdState locks the state of every destination, as running pushes do.
func (u *clumsiness) holdState() {
	locks, err := filepath.Glob(filepath.Join(u.home, "state", "driftsync", "*", "lock"))
	if err != nil || len(locks) == 0 {
		u.t.Fatalf("no state is kept: %v", err)
	}
	for _, name := range locks {
		l := flock.New(name)
		if ok, err := l.TryLock(); !ok || err != nil {
			u.t.Fatal(err)
		}
		u.t.Cleanup(func() { l.Unlock() })
	}
}

func (u *clumsiness) fullOutput() {
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		u.t.Fatal(err)
	}
	u.writeTo(f)
}

func (u *clumsiness) goneReader() {
	reader, writer, err := os.Pipe()
	if err != nil {
		u.t.Fatal(err)
	}
	reader.Close()
	u.writeTo(writer)
}

func (u *clumsiness) writeTo(f *os.File) {
	u.out = f
	u.t.Cleanup(func() {
		f.Close()
		u.out = nil
	})
}

func (u *clumsiness) tried(c *clumsy) {
	if strings.Contains(strings.Join(c.args, " "), "full/") {
		u.mount()
	}
	if c.does != nil {
		c.does(u)
	}
	before := u.files()
	var out, problems bytes.Buffer
	s := streams{in: strings.NewReader(""), out: &out, err: &problems}
	if u.out != nil {
		s.out = u.out
	}
	if status := run(c.args, s); status != c.status {
		u.t.Errorf("status %d, want %d: %s", status, c.status, problems.String())
	}
	said := problems.String()
	if c.code != "" && !strings.Contains(said, "code:  "+string(c.code)+"\n") || c.code == "" && strings.Contains(said, "error:") {
		u.t.Errorf("want code %q: %s", c.code, said)
	}
	if what := regexp.MustCompile(`(?m)^driftsync: error: .*` + c.says); c.code != "" && !what.MatchString(said) {
		u.t.Errorf("it does not say %s: %s", c.says, said)
	}
	if strings.Contains(said, "please report") || strings.Contains(said, "interrupt again") {
		u.t.Errorf("it says what is not so: %s", said)
	}
	u.kept(before, c.makes)
}

// kept checks that nothing was changed or left.
func (u *clumsiness) kept(before map[string][32]byte, makes []string) {
	after := u.files()
	for name, sum := range before {
		if after[name] != sum {
			u.t.Errorf("%s was changed", name)
		}
	}
	for name := range maps.Keys(after) {
		if _, was := before[name]; !was && !slices.Contains(makes, name) {
			u.t.Errorf("%s was left behind", name)
		}
	}
}

// files returns what stands in the folder; SQLite's shared memory is nobody's data.
func (u *clumsiness) files() map[string][32]byte {
	all := map[string][32]byte{}
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || strings.HasSuffix(path, "-shm") || strings.HasPrefix(path, "full/") {
			return err
		}
		data, err := os.ReadFile(path)
		all[path] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		u.t.Fatal(err)
	}
	return all
}

// mount makes a disk that is full soon.
func (u *clumsiness) mount() {
	if err := syscall.Mount("driftsync", "full", "tmpfs", 0, "size=64k"); err != nil {
		u.t.Skipf("not run: a disk of its own needs the right to mount (%v); host/sink/sqlite has a full one without", err)
	}
	u.t.Cleanup(func() {
		if err := syscall.Unmount("full", 0); err != nil {
			u.t.Error(err)
		}
	})
}

// signalled ends a watch, for which that is the way to end; [TestExitStatus] has a push.
func (u *clumsiness) signalled(s os.Signal) {
	before := u.files()
	p := start(u.t, exec.Command("driftsync", "watch", "--root", "shop", "--to", `file:odd "name" é .db`))
	p.await(u.t, p.said.until("watching; end with Ctrl-C"))
	p.signal(u.t, s, "")
	p.wantStatus(u.t, 0)
	u.kept(before, nil)
}
