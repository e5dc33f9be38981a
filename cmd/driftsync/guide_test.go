package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
	"github.com/driftsync/driftsync/internal/demo"
)

// model is the command line as kong sees it.
func model(t *testing.T) *kong.Application {
	t.Helper()
	parser, err := newParser(&cli{}, streams{out: &bytes.Buffer{}, err: &bytes.Buffer{}})
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

// Every command has help, examples, statuses that exist and names of others that exist.
func TestGuides(t *testing.T) {
	commands := map[string]bool{"docs": true}
	for _, node := range model(t).Leaves(true) {
		commands[node.Path()] = true
		g := guideTo(node.Path())
		if node.Help == "" || strings.Count(node.Help, "\n") > 0 {
			t.Errorf("%s has no help of one line", node.Path())
		}
		if len(g.examples) == 0 || len(g.see) == 0 {
			t.Errorf("%s has no examples, or names nothing to see also", node.Path())
		}
		for _, e := range g.examples {
			named := strings.ReplaceAll(strings.ReplaceAll(e.line, " --json", ""), " --quiet", "") + " "
			if node.Path() != "version" && node.Path() != "report show" && node.Path() != "link project" && !strings.HasPrefix(named, "driftsync "+node.Path()+" ") {
				t.Errorf("%q is no example of %s", e.line, node.Path())
			}
			if status, _, problems := help(t, node.Path()); status != 0 || !strings.Contains(problems, e.line) {
				t.Errorf("driftsync %s --help does not show %q", node.Path(), e.line)
			}
		}
	}
	var known []int
	for _, s := range fault.Statuses() {
		known = append(known, s.Status)
	}
	for _, g := range guides() {
		if !commands[g.command] {
			t.Errorf("there is no command %s", g.command)
		}
		for _, see := range g.see {
			name, isTopic := strings.CutPrefix(see, "docs ")
			if isTopic && !slices.Contains(topicNames(), name) || !isTopic && !commands[see] {
				t.Errorf("%s refers to %q, which is not there", g.command, see)
			}
		}
		for _, status := range g.statuses {
			if !slices.Contains(known, status) && !strings.HasPrefix(g.command, "cloud ") {
				t.Errorf("%s ends with %d, which is not in the contract", g.command, status)
			}
		}
	}
}

func help(t *testing.T, path string) (int, string, string) {
	t.Helper()
	status, out, problems := command(t, append(strings.Fields(path), "--help")...)
	return status, problems, out
}

// TestExamples runs every example of the help in one project, in the order of the
// guides, against an Auth server with a REST API behind it.
func TestExamples(t *testing.T) {
	w := newWorkshop(t)
	for _, g := range guides() {
		for _, before := range w.before(g.command) {
			if status, _, said := w.run(t, before); status != 0 && status != fault.ExitPartial {
				t.Fatalf("before %s: %s: status %d: %s", g.command, before, status, said)
			}
		}
		asJSON := false
		for _, e := range g.examples {
			if cheaper, ok := instead[e.line]; ok {
				e.line = cheaper
			}
			if e.line == "" {
				continue
			}
			status, out, said := w.run(t, e.line)
			if status != e.status {
				t.Errorf("%s: status %d, want %d: %.600s", e.line, status, e.status, said)
			}
			if printsJSON.MatchString(e.line) {
				asJSON = true
				fits(t, e.line, out, schemasFor(g.command))
			}
		}
		if line := again(g); !asJSON && line != "" {
			_, out, _ := w.run(t, line)
			fits(t, line, out, schemasFor(g.command))
		}
	}
}

var printsJSON = regexp.MustCompile(`--json|-f json|--format json( -o -)?$`)

// instead is what is run in place of examples that take long: the same with what a later
// one or --json asks for as well, or nothing where that is another example.
var instead = map[string]string{
	"driftsync prove":                                                            "",                                               // --json prove
	"driftsync demo --dir sample":                                                "driftsync --quiet demo --dir sample --rows 900", // demo.txtar has all of it
	"driftsync demo --from src --rows 2000 --dir small":                          "driftsync --quiet demo --from src --rows 2000 --dir small",
	"driftsync plugins verify strict.wasm":                                       "",
	"driftsync plugins verify --html verify.html --junit verify.xml strict.wasm": "driftsync --json plugins verify --html verify.html --junit verify.xml strict.wasm",
	"driftsync plugins add strict.wasm":                                          "driftsync --json plugins add strict.wasm",
	"driftsync plugins build no-tickets":                                         "driftsync --json plugins build no-tickets",
}

// again is a line that runs a command once more, with --json. What does not end by
// itself, or speaks a protocol, has none.
func again(g guide) string {
	switch g.command {
	case "watch", "mcp", "dashboard":
		return ""
	case "demo":
		return "driftsync --json demo --only-generate another --rows 900"
	case "plugins new":
		return "driftsync --json plugins new no-tickets --dir another-plugin"
	case "plugins test":
		return "driftsync --json plugins test no-tickets --run ticket"
	case "report show":
		return "driftsync --json report -o again.html"
	}
	line, _, _ := strings.Cut(g.examples[0].line, " > ")
	return strings.Replace(line, "driftsync ", "driftsync --json ", 1)
}

// workshop is a project with all that the examples name.
type workshop struct {
	dir    string
	env    []string
	spoken *strings.Replacer
}

func newWorkshop(t *testing.T) *workshop {
	server := authtest.New(t)
	stack := behind(t, server)
	if _, err := stack.Pool().Exec(t.Context(), `update app_private.onboarding set invitations = true`); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	dir := filepath.Join(home, "shop")
	if _, err := demo.Generate(t.Context(), dir, demo.Options{Rows: 1100}); err != nil {
		t.Fatal(err)
	}
	repository, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	wasm, err := os.ReadFile(filepath.Join(repository, "examples", "policies", "assemblyscript", "no-digests.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	token := server.Sign(map[string]any{"iss": server.URL + "/auth/v1", "role": "authenticated", "sub": server.Users[0].ID, "exp": 4102444800})
	if err := os.MkdirAll(filepath.Join(dir, "src"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"rows.jsonl": `{"path": "src/cart.go"}` + "\n", "password": server.Users[0].Password, "token": token, "strict.wasm": string(wasm),
		"src/cart.go": "package src\n\nfunc total() int { return 0 }\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return &workshop{
		dir: dir,
		env: append(append(os.Environ(), goVariables(t)...), "HOME="+home, "XDG_STATE_HOME="+filepath.Join(home, "state"), "DRIFTSYNC_CACHE="+testCache(),
			"DRIFTSYNC_DB_URL="+stack.Pool().Config().ConnString(), "DRIFTSYNC_URL="+server.URL, "DRIFTSYNC_KEY="+authtest.Key),
		spoken: strings.NewReplacer("https://PROJECT.supabase.co", server.URL, "PUBLISHABLE_KEY", authtest.Key,
			"plugins new no-tickets", "plugins new no-tickets --sdk "+repository),
	}
}

// before returns what has to be so for the examples of a command.
func (w *workshop) before(command string) []string {
	quarantine := `sqlite .cortex/cortex.db "update memories set access_count = 'text' where id = (select min(id) from memories)"`
	switch command {
	case "source rename":
		return []string{"driftsync push --source ci --table functions"}
	case "cortex resolve":
		return []string{`sqlite .cortex/cortex.db "update memories set id = 'm1' where id = (select min(id) from memories); delete from conflict_log; insert into conflict_log (memory_id, local_version, remote_version) values ('m1', '{}', '{}')"`}
	case "quarantine list":
		return []string{quarantine, "driftsync push", "driftsync push --to file:out.db"}
	}
	return nil
}

// run runs a line in a shell. Two kinds of commands do not end by themselves: one that
// waits for a person in a browser, and one that watches or serves.
func (w *workshop) run(t *testing.T, line string) (status int, out, said string) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	defer end()
	if strings.HasSuffix(line, " prove") || strings.HasPrefix(line, "driftsync plugins verify") || strings.HasPrefix(line, "driftsync --json plugins verify") {
		line += " --seed 1" // what other seeds find is looked for by the soak
	}
	c := exec.CommandContext(ctx, "sh", "-c", "exec "+w.spoken.Replace(line))
	var stdout bytes.Buffer
	c.Dir, c.Env, c.Stdout = w.dir, w.env, &stdout
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	if strings.HasPrefix(line, "driftsync login --url") { // the browser has tests of its own
		c.Env = append(slices.Clone(w.env), "DRIFTSYNC_TOKEN=x")
	}
	p := start(t, c)
	for command, said := range map[string]string{"watch": "watching", "dashboard": "this address shows"} {
		if strings.HasPrefix(line, "driftsync "+command) {
			p.await(t, p.said.until(said))
			end()
		}
	}
	return p.status(), stdout.String(), p.said.String() + stdout.String()
}
