// Package ci tests the jobs of this folder as far as a machine without those services
// can: actionlint reads the workflow, and the steps of both run in a project, against
// a server of the tests.
package ci

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/resttest"
)

const (
	workflow  = ".github/workflows/driftsync.yml"
	pipeline  = ".gitlab-ci.yml"
	action    = "action/action.yml"
	component = "component/templates/driftsync.yml"
)

// harmless are keys whose expressions reach no shell.
var harmless = []string{"value", "sarif_file", "path"}

var built string // folder of a driftsync, once a test needed it

func TestMain(m *testing.M) {
	status := pgtest.Main(m)
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(status)
}

// build returns a folder with driftsync, and in place of what the jobs install and
// run besides, programs that do nothing.
func build(t *testing.T) string {
	t.Helper()
	if built != "" {
		return built
	}
	dir, err := os.MkdirTemp("", "driftsync-ci-")
	if err != nil {
		t.Fatal(err)
	}
	built = dir
	c := exec.Command("go", "build", "-o", filepath.Join(dir, "driftsync"), "github.com/driftsync/driftsync/cmd/driftsync")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, name := range []string{"go", "drift"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\necho stub\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestActionlint(t *testing.T) {
	const linter = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"
	if out, err := exec.Command("go", "run", linter, "-version").CombinedOutput(); err != nil {
		t.Skipf("actionlint cannot be had: %v: %.200s", err, out)
	}
	if out, err := exec.Command("go", "run", linter, workflow).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Actions are pinned by commit, and no step puts an expression into a shell.
func TestWorkflow_Pinned(t *testing.T) {
	for _, file := range []string{workflow, action} {
		t.Run(file, func(t *testing.T) { checkPinned(t, file) })
	}
}

func checkPinned(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	uses := 0
	for n, line := range strings.Split(string(text), "\n") {
		if _, action, ok := strings.Cut(line, "uses: "); ok && !strings.HasPrefix(line, "#") {
			uses++
			_, commit, _ := strings.Cut(strings.Fields(action)[0], "@")
			if len(commit) != 40 {
				t.Errorf("line %d: %s is not pinned by commit", n+1, action)
			}
		}
		if key, _, _ := strings.Cut(strings.TrimSpace(line), ":"); strings.Contains(line, "${{") && key == strings.ToLower(key) && !slices.Contains(harmless, key) {
			t.Errorf("line %d: an expression outside of env: %s", n+1, line)
		}
	}
	if uses == 0 {
		t.Error("no action is used")
	}
}

// parse reads YAML with whatever is here that can.
func parse(t *testing.T, file string, into any) {
	t.Helper()
	const script = "import json,sys,yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)"
	out, err := exec.Command("python3", "-c", script, file).Output()
	if err != nil {
		t.Skip("nothing here reads YAML: these tests need Python with PyYAML")
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatal(err)
	}
}

// password is the machine user's. A shell that does not quote it breaks it.
const password = "correct  'horse' $HOME"

// place is a project in a folder of its own, a cloud that takes its pushes, and what
// the service's settings hold: variables and secrets.
type place struct {
	dir, home string
	env       []string // of every job
	cloud     *authtest.Server
	settings  map[string]string
}

func newPlace(t *testing.T) *place {
	t.Helper()
	bin := build(t)
	cloud := authtest.New(t)
	stack := resttest.NewStack(t, resttest.Options{Secret: cloud.Secret})
	cloud.Front(t, stack.URL, stack.Key)
	tenant := stack.Tenant(t)
	robot := stack.Member(t, tenant, "member")
	cloud.Users = []authtest.User{{ID: robot.ID.String(), Email: "ci@example.org", Password: password}}
	p := &place{dir: t.TempDir(), home: t.TempDir(), cloud: cloud, settings: map[string]string{
		"DRIFTSYNC_URL": cloud.URL, "DRIFTSYNC_KEY": authtest.Key, "DRIFTSYNC_TENANT": tenant.String(),
		"DRIFTSYNC_PROJECT": stack.Project(t, tenant).String(), "DRIFTSYNC_EMAIL": "ci@example.org",
		"DRIFTSYNC_PASSWORD": password, "DRIFTSYNC_PSEUDONYM_KEY": strings.Repeat("of the tests ", 3),
	}}
	p.env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+p.home, "CI=true",
		"DRIFTSYNC_STATE="+t.TempDir(), fmt.Sprintf("DRIFTSYNC_CACHE=%s/driftsync-test-cache-%d", strings.TrimRight(os.TempDir(), "/"), os.Getuid()),
		"RUNNER_TEMP="+t.TempDir(), "GITHUB_PATH="+filepath.Join(t.TempDir(), "path"))
	if p.run(t, "driftsync demo --only-generate . --rows 1700", nil) != 0 {
		t.Fatal("no project")
	}
	return p
}

var expression = regexp.MustCompile(`^\$\{\{ (?:vars|secrets)\.(\w+) \}\}$`)

// resolve puts the settings where a workflow's env names them.
func (p *place) resolve(t *testing.T, layers ...map[string]string) (env []string) {
	t.Helper()
	for _, layer := range layers {
		for name, value := range layer {
			if named := expression.FindStringSubmatch(value); named != nil {
				setting, ok := p.settings[named[1]]
				if !ok {
					t.Fatalf("%s is a setting that the pages do not name", named[1])
				}
				value = setting
			}
			env = append(env, name+"="+value)
		}
	}
	return env
}

// machineUser checks that the pushes so far logged in by password, and that nothing of
// the session or the password is left on the runner.
func (p *place) machineUser(t *testing.T, logins int) {
	t.Helper()
	if got := p.cloud.Grants("password"); got != logins {
		t.Errorf("%d logins, want %d", got, logins)
	}
	if _, err := os.Stat(filepath.Join(p.home, ".drift")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something of the session is kept: %v", err)
	}
	left, err := exec.Command("grep", "-rlF", password, p.dir, p.home, p.value("RUNNER_TEMP")).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 {
		t.Errorf("the password is left in %s: %v", left, err)
	}
}

func (p *place) value(name string) string {
	for _, each := range slices.Backward(p.env) {
		if value, ok := strings.CutPrefix(each, name+"="); ok {
			return value
		}
	}
	return ""
}

// run runs a step as a runner does.
func (p *place) run(t *testing.T, step string, env []string) (status int) {
	t.Helper()
	c := exec.Command("bash", "-e", "-o", "pipefail", "-c", step)
	c.Dir, c.Env = p.dir, append(slices.Clip(p.env), env...)
	out, err := c.CombinedOutput()
	if strings.Contains(string(out), password) || strings.Contains(string(out), "eyJ") {
		t.Error("a secret is in the log")
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Logf("%s\n%s", step, out)
		return exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0
}

// report checks the artefact that a job leaves.
func (p *place) report(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, "driftsync-report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		OK      bool
		Summary struct{ Sent int }
	}
	if err := json.Unmarshal(data, &report); err != nil || !report.OK || report.Summary.Sent == 0 {
		t.Errorf("the report says %+v, %v", report, err)
	}
}

func TestWorkflow(t *testing.T) {
	type step struct {
		Run string
		Env map[string]string
	}
	var w struct {
		Env  map[string]string
		Jobs map[string]struct {
			Env   map[string]string
			Steps []step
		}
	}
	parse(t, workflow, &w)
	job := func(p *place, name string) (status int) {
		steps := 0
		for _, s := range w.Jobs[name].Steps {
			if s.Run == "" {
				continue
			}
			steps++
			if status = p.run(t, s.Run, p.resolve(t, w.Env, w.Jobs[name].Env, s.Env)); status != 0 {
				break
			}
		}
		if steps < 3 {
			t.Errorf("job %s has %d steps", name, steps)
		}
		return status
	}
	p := newPlace(t)
	if got := job(p, "check"); got != 0 {
		t.Errorf("the check ends with %d", got)
	}
	p.machineUser(t, 0)
	if got := job(p, "push"); got != 0 {
		t.Errorf("the push ends with %d", got)
	}
	p.machineUser(t, 1)
	p.report(t)

	refused := newPlace(t)
	refused.cloud.Users[0].Password = "another"
	if got := job(refused, "push"); got != fault.ExitLogin {
		t.Errorf("a push with a wrong password ends with %d", got)
	}
	refused.machineUser(t, 0)
}

func TestPipeline(t *testing.T) {
	var all map[string]json.RawMessage
	parse(t, pipeline, &all)
	type job struct {
		Extends      string
		Stage        string
		BeforeScript []string `json:"before_script"`
		Script       []string
		Artifacts    struct{ Paths []string }
	}
	read := func(name string) (j job) {
		if err := json.Unmarshal(all[name], &j); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return j
	}
	var stages []string
	if err := json.Unmarshal(all["stages"], &stages); err != nil {
		t.Fatal(err)
	}
	p := newPlace(t)
	// GitLab gives every setting of the project to every job, and one of the type File
	// as the path of a file.
	secret := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(secret, []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
	delete(p.settings, "DRIFTSYNC_PASSWORD")
	p.settings["DRIFTSYNC_PASSWORD_FILE"] = secret
	for i, name := range []string{"driftsync-check", "driftsync-push"} {
		j := read(name)
		if j.Stage != stages[i] || len(j.Script) == 0 {
			t.Errorf("%s is in stage %q", name, j.Stage)
		}
		// A runner joins the lines into one script.
		script := strings.Join(append(read(j.Extends).BeforeScript, j.Script...), "\n")
		if got := p.run(t, script, p.resolve(t, p.settings)); got != 0 {
			t.Errorf("%s ends with %d", name, got)
		}
		p.machineUser(t, i)
	}
	p.report(t)
}

// publish serves an installer that puts the built driftsync in its place, and returns where,
// and the installer's digest.
func publish(t *testing.T) (url, digest string) {
	t.Helper()
	installer := []byte("#!/bin/sh\nmkdir -p \"$DRIFTSYNC_BIN\" && cp '" + filepath.Join(build(t), "driftsync") + "' \"$DRIFTSYNC_BIN/\"\n")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(installer) }))
	t.Cleanup(server.Close)
	return server.URL, fmt.Sprintf("%x", sha256.Sum256(installer))
}

var input = regexp.MustCompile(`^\$\{\{ inputs\.([\w-]+) \}\}$`)

func TestAction(t *testing.T) {
	var a struct {
		Inputs map[string]struct {
			Required bool
			Default  string
		}
		Runs struct {
			Steps []struct {
				Run string
				Env map[string]string
			}
		}
	}
	parse(t, action, &a)
	url, digest := publish(t)
	run := func(p *place, given map[string]string) (status int) {
		for _, s := range a.Runs.Steps {
			if s.Run == "" {
				continue
			}
			env := []string{"DRIFTSYNC_DOWNLOAD=" + url, "NO_PROXY=127.0.0.1", "GITHUB_OUTPUT=" + filepath.Join(p.value("RUNNER_TEMP"), "output")}
			for name, value := range s.Env {
				of := input.FindStringSubmatch(value)
				if of == nil {
					t.Fatalf("%s is %s", name, value)
				}
				declared, ok := a.Inputs[of[1]]
				got, set := given[of[1]]
				if !ok || declared.Required && !set {
					t.Fatalf("the input %s", of[1])
				}
				if !set {
					got = declared.Default
				}
				env = append(env, name+"="+got)
			}
			for _, name := range []string{"DRIFTSYNC_URL", "DRIFTSYNC_KEY", "DRIFTSYNC_TENANT", "DRIFTSYNC_PROJECT", "DRIFTSYNC_EMAIL"} {
				env = append(env, name+"="+p.settings[name])
			}
			if status = p.run(t, s.Run, env); status != 0 {
				return status
			}
		}
		return 0
	}
	p := newPlace(t)
	given := map[string]string{"version": "1.2.3", "sha256": digest}
	if got := run(p, given); got != 0 {
		t.Errorf("the check ends with %d", got)
	}
	if log, err := os.ReadFile(filepath.Join(p.value("RUNNER_TEMP"), "driftsync.sarif")); err != nil || !json.Valid(log) {
		t.Errorf("the findings: %v", err)
	}
	p.machineUser(t, 0)
	given["command"], given["password"], given["pseudonym-key"] = "push", password, p.settings["DRIFTSYNC_PSEUDONYM_KEY"]
	if got := run(p, given); got != 0 {
		t.Errorf("the push ends with %d", got)
	}
	p.machineUser(t, 1)
	output, err := os.ReadFile(filepath.Join(p.value("RUNNER_TEMP"), "output"))
	if err != nil || !strings.Contains(string(output), "status=0\nreport="+p.value("RUNNER_TEMP")+"/driftsync-push.json\n") {
		t.Errorf("the outputs are %q, %v", output, err)
	}
	given["sha256"] = strings.Repeat("0", 64)
	if got := run(p, given); got == 0 {
		t.Error("an installer with another digest runs")
	}
}

func TestComponent(t *testing.T) {
	text, err := os.ReadFile(component)
	if err != nil {
		t.Fatal(err)
	}
	url, digest := publish(t)
	given := map[string]string{"version": "1.2.3", "sha256": digest, "image": "example", "analyze": "drift analyze", "source": "ci", "check-stage": "test", "push-stage": "deploy"}
	head, body, ok := strings.Cut(string(text), "\n---\n")
	if !ok {
		t.Fatal("a component has a head")
	}
	for name, value := range given {
		if !strings.Contains(head, "    "+name+":\n") {
			t.Errorf("the input %s is not declared", name)
		}
		body = strings.ReplaceAll(body, "$[[ inputs."+name+" ]]", value)
	}
	if strings.Contains(body, "$[[") {
		t.Errorf("an input is not given: %s", body)
	}
	file := filepath.Join(t.TempDir(), "component.yml")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	var jobs map[string]struct {
		Stage        string
		BeforeScript []string `json:"before_script"`
		Script       []string
	}
	parse(t, file, &jobs)
	p := newPlace(t)
	secret := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(secret, []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
	delete(p.settings, "DRIFTSYNC_PASSWORD")
	p.settings["DRIFTSYNC_PASSWORD_FILE"], p.settings["DRIFTSYNC_DOWNLOAD"] = secret, url
	p.settings["CI_PROJECT_DIR"], p.settings["NO_PROXY"] = p.dir, "127.0.0.1"
	for i, name := range []string{"driftsync-check", "driftsync-push"} {
		script := strings.Join(append(jobs[".driftsync"].BeforeScript, jobs[name].Script...), "\n")
		if got := p.run(t, script, p.resolve(t, p.settings)); got != 0 {
			t.Errorf("%s ends with %d", name, got)
		}
		p.machineUser(t, i)
	}
	p.report(t)
	if _, err := os.Stat(filepath.Join(p.dir, "driftsync.sarif")); err != nil {
		t.Error(err)
	}
}
