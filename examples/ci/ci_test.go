// Package ci tests the jobs of this folder as far as a machine without those services
// can: actionlint reads the workflow, and the steps of both run in a project, against
// a server of the tests.
package ci

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/pgtest"
	"github.com/driftsync/driftsync/host/supabase/pgrest"
)

const (
	workflow = ".github/workflows/driftsync.yml"
	pipeline = ".gitlab-ci.yml"
)

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
	text, err := os.ReadFile(workflow)
	if err != nil {
		t.Fatal(err)
	}
	uses := 0
	for n, line := range strings.Split(string(text), "\n") {
		if _, action, ok := strings.Cut(line, "uses: "); ok {
			uses++
			_, commit, _ := strings.Cut(strings.Fields(action)[0], "@")
			if len(commit) != 40 {
				t.Errorf("line %d: %s is not pinned by commit", n+1, action)
			}
		}
		if key, _, _ := strings.Cut(strings.TrimSpace(line), ":"); strings.Contains(line, "${{") && key == strings.ToLower(key) {
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

// place is a project in a folder of its own, and a cloud that takes its pushes.
type place struct {
	dir string
	env []string
}

func newPlace(t *testing.T) *place {
	t.Helper()
	bin, dir := build(t), t.TempDir()
	stack := pgrest.NewStack(t, pgrest.Options{})
	tenant := stack.Tenant(t)
	p := &place{dir: dir, env: append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+t.TempDir(), "CI=true",
		"DRIFTSYNC_STATE="+t.TempDir(), fmt.Sprintf("DRIFTSYNC_CACHE=%s/driftsync-test-cache-%d", strings.TrimRight(os.TempDir(), "/"), os.Getuid()),
		"DRIFTSYNC_URL="+stack.URL, "DRIFTSYNC_KEY="+stack.Key, "DRIFTSYNC_TENANT="+tenant.String(),
		"DRIFTSYNC_PROJECT="+stack.Project(t, tenant).String(), "DRIFTSYNC_TOKEN="+stack.Member(t, tenant, "member").Token,
		"DRIFTSYNC_PSEUDONYM_KEY="+strings.Repeat("of the tests ", 3), "PASSWORD=none",
		"RUNNER_TEMP="+t.TempDir(), "GITHUB_PATH="+filepath.Join(t.TempDir(), "path"))}
	p.run(t, "driftsync demo --only-generate . --rows 1700")
	return p
}

// run runs a step as a runner does.
func (p *place) run(t *testing.T, step string) (status int) {
	t.Helper()
	c := exec.Command("bash", "-e", "-o", "pipefail", "-c", step)
	c.Dir, c.Env = p.dir, p.env
	out, err := c.CombinedOutput()
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
	var w struct {
		Jobs map[string]struct {
			Steps []struct{ Run string }
		}
	}
	parse(t, workflow, &w)
	p := newPlace(t)
	for _, job := range []string{"check", "push"} {
		steps := 0
		for _, s := range w.Jobs[job].Steps {
			if s.Run == "" {
				continue
			}
			if steps++; p.run(t, s.Run) != 0 {
				t.Errorf("job %s, step %d failed", job, steps)
			}
		}
		if steps < 3 {
			t.Errorf("job %s has %d steps", job, steps)
		}
	}
	p.report(t)
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
	for i, name := range []string{"driftsync-check", "driftsync-push"} {
		j := read(name)
		if j.Stage != stages[i] || len(j.Script) == 0 {
			t.Errorf("%s is in stage %q", name, j.Stage)
		}
		// A runner joins the lines into one script.
		if p.run(t, strings.Join(append(read(j.Extends).BeforeScript, j.Script...), "\n")) != 0 {
			t.Errorf("%s failed", name)
		}
	}
	p.report(t)
}
