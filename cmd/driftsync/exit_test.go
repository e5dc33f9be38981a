//go:build unix

package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/resttest"
)

// desk is a project of somebody without a configuration, for commands in processes of
// their own.
type desk struct {
	root  string
	env   []string
	spent time.Duration // of the processor, by the last command and what it started
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	home := filepath.Join(t.TempDir(), "circle")
	d := &desk{root: filepath.Join(home, "shop"), env: append(os.Environ(), "HOME="+home, "XDG_STATE_HOME="+filepath.Join(home, "state"),
		"DRIFTSYNC_CACHE="+testCache())}
	d.env = append(d.env, goVariables(t)...)
	if _, err := demo.Generate(t.Context(), d.root, demo.Options{Rows: 1100}); err != nil {
		t.Fatal(err)
	}
	return d
}

// run runs driftsync in the project.
func (d *desk) run(t *testing.T, line string, env ...string) (status int, out, problems string) {
	t.Helper()
	c := exec.Command("driftsync", strings.Fields(line)...)
	var stdout, stderr strings.Builder
	c.Dir, c.Env, c.Stdout, c.Stderr = d.root, append(d.env, env...), &stdout, &stderr
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	d.spent = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	return c.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// sql changes a database as Drift would.
func (d *desk) sql(t *testing.T, file, statement string) {
	t.Helper()
	c := exec.Command("sqlite", filepath.Join(d.root, filepath.FromSlash(file)), statement)
	c.Env = d.env
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func (d *desk) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(d.root, filepath.FromSlash(name)), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// link makes the environment that of a member of a cloud project, whose answers may be
// wrapped.
func (d *desk) link(t *testing.T, wrap func(http.Handler) http.Handler) *resttest.Stack {
	t.Helper()
	stack := resttest.NewStack(t, resttest.Options{})
	tenant := stack.Tenant(t)
	project := stack.Project(t, tenant)
	member := stack.Member(t, tenant, "owner")
	if wrap != nil {
		stack.Use(wrap)
	}
	d.env = append(d.env, "DRIFTSYNC_URL="+stack.URL, "DRIFTSYNC_KEY="+stack.Key, "DRIFTSYNC_TENANT="+tenant.String(),
		"DRIFTSYNC_PROJECT="+project.String(), "DRIFTSYNC_TOKEN="+stack.Token(t, member.ID, nil))
	return stack
}

// loggedIn are the variables of a user at a server that answers as the test says.
func loggedIn(t *testing.T, url string) []string {
	s := authtest.New(t)
	return []string{"DRIFTSYNC_URL=" + url, "DRIFTSYNC_KEY=" + authtest.Key, "DRIFTSYNC_TENANT=6a1b0f0e-0000-4000-8000-000000000001",
		"DRIFTSYNC_PROJECT=6a1b0f0e-0000-4000-8000-000000000002", "DRIFTSYNC_TOKEN=" + s.Sign(map[string]any{"iss": url + "/auth/v1",
			"role": "authenticated", "sub": "6a1b0f0e-0000-4000-8000-000000000003", "exp": 4102444800})}
}

// unfit names the user of the desk in a path: the plugin takes it for a common word, and
// the guard does not.
const (
	marker = "in /usr/share/circle/lib"
	unfit  = "update memories set summary = '" + marker + "' where id = (select min(id) from memories)"
	fit    = "update memories set summary = 'fine' where summary = '" + marker + "'"
)

// TestExitStatus produces every status of the contract by the command itself.
func TestExitStatus(t *testing.T) {
	cases := producers(newDesk(t))
	for _, s := range fault.Statuses() {
		produce := cases[s.Status]
		if produce == nil {
			t.Errorf("nothing produces status %d: %s", s.Status, s.Text)
			continue
		}
		t.Run(s.Text, func(t *testing.T) {
			if got := produce(t); got != s.Status {
				t.Errorf("status %d, want %d", got, s.Status)
			}
		})
	}
	if len(cases) != len(fault.Statuses()) {
		t.Error("a status is produced that is not in the contract")
	}
}

// producers make the command end with each status.
func producers(d *desk) map[int]func(*testing.T) int {
	status := func(t *testing.T, line string, env ...string) int {
		got, _, problems := d.run(t, line, env...)
		t.Log(problems)
		return got
	}
	return map[int]func(*testing.T) int{
		fault.ExitOK: func(t *testing.T) int { return status(t, "push --to file:out.db") },
		fault.ExitFailure: func(t *testing.T) int {
			return status(t, "cortex resolve --memory nobody --resolution local_wins --to file:out.db")
		},
		fault.ExitPartial: func(t *testing.T) int {
			d.sql(t, ".cortex/cortex.db", "update memories set access_count = 'text' where id = (select min(id) from memories)")
			defer d.sql(t, ".cortex/cortex.db", "update memories set access_count = 1 where access_count = 'text'")
			return status(t, "push --to file:out.db")
		},
		fault.ExitLogin: func(t *testing.T) int {
			return status(t, "push", append(loggedIn(t, "https://x.example.org"), "DRIFTSYNC_TOKEN=")...)
		},
		fault.ExitPending: func(t *testing.T) int { return status(t, "push --to file:other.db --dry-run --exit-code") },
		fault.ExitConfig:  func(t *testing.T) int { return status(t, "push") },
		fault.ExitSource:  func(t *testing.T) int { return status(t, "push --to file:out.db --root "+t.TempDir()) },
		fault.ExitPluginRefuse: func(t *testing.T) int {
			d.write(t, "strict.wasm", "no module")
			d.write(t, "driftsync.toml", "[[plugin]]\nname = \"strict\"\npath = \"strict.wasm\"\n")
			defer os.Remove(filepath.Join(d.root, "driftsync.toml"))
			return status(t, "push --to file:out.db")
		},
		fault.ExitPluginFail: func(t *testing.T) int {
			d.awkward(t)
			defer os.Remove(filepath.Join(d.root, "driftsync.toml"))
			d.sql(t, ".cortex/cortex.db", hangs)
			return status(t, "push --to file:third.db --unpinned --reason test --table memories")
		},
		fault.ExitGuard: func(t *testing.T) int {
			d.sql(t, ".cortex/cortex.db", unfit)
			return status(t, "push --to file:out.db")
		},
		fault.ExitRefused: func(t *testing.T) int {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusForbidden)
				_, _ = io.WriteString(w, `{"code":"42501","message":"new row violates row-level security policy"}`) // the client may have gone
			}))
			defer s.Close()
			return status(t, "push", loggedIn(t, s.URL)...)
		},
		fault.ExitUnreachable: func(t *testing.T) int {
			return status(t, "push", loggedIn(t, "http://127.0.0.1:1")...) // a port that no test gets
		},
		fault.ExitUsage:      func(t *testing.T) int { return status(t, "push --nonsense") },
		fault.ExitInterrupt:  func(t *testing.T) int { return stopped(t, os.Interrupt) },
		fault.ExitTerminated: func(t *testing.T) int { return stopped(t, syscall.SIGTERM) },
	}
}

// stopped signals a push that waits for its destination.
func stopped(t *testing.T, s os.Signal) int {
	h := newHeld(t)
	p := h.push(t)
	p.await(t, h.reached)
	p.signal(t, s, onceMore)
	close(h.release)
	return p.status()
}

// hangs makes the awkward plugin of [desk.awkward] loop at one row.
const hangs = "update memories set summary = 'HANG HERE' where id = (select max(id) from memories)"

// awkwardModule is built by the first test that needs it.
var awkwardModule string

// awkward gives the project a plugin that prints, and that never ends at a certain text.
func (d *desk) awkward(t *testing.T) {
	t.Helper()
	if awkwardModule == "" {
		awkwardModule = d.buildAwkward(t)
	}
	d.write(t, "awkward.wasm", awkwardModule)
	d.write(t, "driftsync.toml", "[[plugin]]\nname = \"awkward\"\npath = \"awkward.wasm\"\n[limits]\nbatch_seconds = 4\n")
}

func (d *desk) buildAwkward(t *testing.T) string {
	t.Helper()
	repository, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if status, _, problems := d.run(t, "plugins new awkward --dir awkward --sdk "+repository); status != 0 {
		t.Fatal(problems)
	}
	d.write(t, "awkward/policy_test.go", "package main\n")
	d.write(t, "awkward/policy.go", `package main

import (
	"bytes"
	"os"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk"
)

func redact(b *sdk.Batch) {
	os.Stdout.WriteString("noise of a plugin\n")
	for col := range b.Columns() {
		for row := range b.Rows() {
			for c := b.Column(col); c.Type == abi.Text && bytes.Contains(c.Bytes(row), []byte("HANG HERE")); {
			}
		}
	}
}
`)
	if status, _, problems := d.run(t, "plugins build awkward -o awkward.wasm"); status != 0 {
		t.Fatal(problems)
	}
	wasm, err := os.ReadFile(filepath.Join(d.root, "awkward.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return string(wasm)
}

// A push whose plugin hangs ends within the plugin's limit and a second; one that prints
// is not heard, whatever Extism is told by the environment.
func TestPlugin_HangsAndPrints(t *testing.T) {
	d := newDesk(t)
	d.awkward(t)
	const push = "push --unpinned --reason test --table memories --to "
	status, quiet, problems := d.run(t, push+"file:a.db") // compiles it
	if status != 0 {
		t.Fatalf("status %d: %s", status, problems)
	}
	status, loud, problems := d.run(t, "--json "+push+"file:b.db", "EXTISM_ENABLE_WASI_OUTPUT=1")
	usual := d.spent
	if status != 0 || !strings.HasPrefix(loud, "{") || strings.Contains(loud+quiet+problems, "noise") {
		t.Errorf("status %d, and the plugin is heard: %.300s%s", status, loud, problems)
	}
	d.sql(t, ".cortex/cortex.db", hangs)
	status, out, problems := d.run(t, "--json "+push+"file:hangs.db")
	if status != fault.ExitPluginFail {
		t.Fatalf("status %d: %s", status, problems)
	}
	// batch_seconds, what the contract adds, and what a push varies by on a busy machine
	most := 4*time.Second + time.Second + usual/2
	if took := d.spent - usual; took > most {
		t.Errorf("it computed for %s more than usual, at most %s", took, most)
	}
	if !strings.Contains(out, `"reason": "plugin.timeout"`) {
		t.Errorf("the row that hangs has another reason: %.600s", out)
	}
}

// Who asks for it gets all or nothing: a row that has to stay here ends the push before
// anything is sent, and the next push finds it as new as before.
func TestPush_FailFast(t *testing.T) {
	d := newDesk(t)
	d.sql(t, ".cortex/cortex.db", unfit)
	status, out, problems := d.run(t, "--json push --fail-fast --to file:out.db")
	var e struct {
		Error  *jsonFault
		Result struct{ Requests int }
	}
	if err := json.Unmarshal([]byte(out), &e); err != nil {
		t.Fatalf("%v: %s", err, problems)
	}
	if status != fault.ExitGuard || e.Error == nil || e.Error.Code != fault.GuardHit || e.Result.Requests != 0 {
		t.Errorf("status %d: %+v", status, e)
	}
	if strings.Contains(out+problems, marker) {
		t.Error("the value is shown")
	}
	if status, _, problems = d.run(t, "push --to file:out.db"); status != fault.ExitGuard || !strings.Contains(problems, "1 row newly kept here") {
		t.Errorf("the next push: status %d: %s", status, problems)
	}
	// What is known does not end a push.
	if status, out, problems = d.run(t, "push --fail-fast --full --to file:out.db"); status != 0 || !strings.Contains(out, "Quarantined") {
		t.Errorf("a known row: status %d: %s", status, problems)
	}
}

// A plugin with another byte is refused before a row is read: a damaged database is not
// even noticed.
func TestPlugin_Tampered(t *testing.T) {
	d := newDesk(t)
	wasm, err := os.ReadFile(filepath.Join("..", "..", "examples", "policies", "assemblyscript", "no-digests.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	d.write(t, "strict.wasm", string(wasm))
	if status, _, problems := d.run(t, "plugins add strict.wasm --reason test"); status != 0 {
		t.Fatal(problems)
	}
	d.write(t, "strict.wasm", string(wasm)+"\x00\x02\x01x")
	d.write(t, ".drift/drift.db", "no database")
	status, _, problems := d.run(t, "push --to file:out.db")
	if status != fault.ExitPluginRefuse || !strings.Contains(problems, "its bytes are not those in the lock") {
		t.Errorf("status %d: %s", status, problems)
	}
	if _, err := os.Stat(filepath.Join(d.root, "out.db")); err == nil {
		t.Error("the destination was made")
	}
	status, out, _ := d.run(t, "doctor --check plugins")
	if status != fault.ExitPluginRefuse || !strings.Contains(out, "its bytes are not those in the lock") {
		t.Errorf("doctor: status %d: %s", status, out)
	}
}

// What the guard keeps here the server never sees; the rest arrives. Known rows do not
// end a push with 14 again, and what was mended leaves.
func TestGuard_KeepsRowsHere(t *testing.T) {
	compileSQLite(t)
	d := newDesk(t)
	var seen sync.Map // bodies
	stack := d.link(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			seen.Store(string(body), true)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			next.ServeHTTP(w, r)
		})
	})
	d.sql(t, ".cortex/cortex.db", unfit)
	want := func(line string, status int, text string) {
		t.Helper()
		got, out, problems := d.run(t, line)
		if got != status || !strings.Contains(out+problems, text) {
			t.Fatalf("%s: status %d, want %d and %q: %s%s", line, got, status, text, out, problems)
		}
	}
	want("push", fault.ExitGuard, "1 row newly kept here")
	seen.Range(func(body, _ any) bool {
		if strings.Contains(body.(string), marker) {
			t.Error("the server saw what the guard found")
		}
		return true
	})
	live := func() (n int) {
		if err := stack.Pool().QueryRow(t.Context(), "select count(*) from cloud_memories where removed_at is null").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	arrived := live()
	want("quarantine list", 0, "text.user")
	want("quarantine show", 0, "cortex.memories")
	want("check", fault.ExitGuard, "text.user")
	want("quarantine retry", 0, "Quarantined, these rows stay here")
	want("quarantine drop --yes", 0, "The list is forgotten: 1 row")
	want("quarantine list", 0, "No row stays here")
	want("push", 0, "Quarantined") // the server knows the row: it is not new
	want("quarantine list", 0, "text.user")
	d.sql(t, ".cortex/cortex.db", fit)
	want("quarantine retry", 0, "Pushed to")
	want("quarantine list", 0, "No row stays here")
	if now := live(); now != arrived+1 || arrived == 0 {
		t.Errorf("%d memories are there after the row was mended, %d before", now, arrived)
	}
}

func compileSQLite(t *testing.T) {
	t.Helper()
	if err := compiled.Use(filepath.Join(testCache(), "sqlite")); err != nil {
		t.Fatal(err)
	}
}
