//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/internal/report"
)

// Somebody who has only a project that Drift analysed needs one command.
func TestDryRun_First(t *testing.T) {
	d := newDesk(t)
	status, out, problems := d.run(t, "push --to file:out.db --dry-run --out plan")
	if status != 0 || !strings.Contains(out, "Dry run, nothing was sent") {
		t.Fatalf("status %d: %s%s", status, out, problems)
	}
	if bodies, err := filepath.Glob(filepath.Join(d.root, "plan", "bodies*")); err != nil || len(bodies) == 0 {
		t.Errorf("no bodies are there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(d.root, "out.db")); err == nil {
		t.Error("the destination was made")
	}
}

// What a dry run says of its tables is what its plan holds.
func TestDryRun_Counts(t *testing.T) {
	d := newDesk(t)
	status, out, problems := d.run(t, "--json push --to file:out.db --dry-run --out plan")
	if status != 0 {
		t.Fatalf("status %d: %s", status, problems)
	}
	var e struct{ Result host.Result }
	var plan host.Plan
	data, err := os.ReadFile(filepath.Join(d.root, "plan", "plan.json"))
	if err := errors.Join(err, json.Unmarshal([]byte(out), &e), json.Unmarshal(data, &plan)); err != nil {
		t.Fatal(err)
	}
	size, touched := make(map[string]int64), make(map[string]int64)
	for _, r := range plan.Requests {
		size[r.Table] += int64(r.Bytes)
	}
	for _, effect := range e.Result.Effects {
		touched[effect.Table] += effect.Count
	}
	for _, table := range e.Result.Tables {
		if table.Bytes != size[table.Name] {
			t.Errorf("%s: %d bytes, the plan has %d", table.Name, table.Bytes, size[table.Name])
		}
		if most := min(table.Sent, touched[table.Name]); table.Rewritten > most || touched[table.Name] > 0 && table.Sent > 0 && table.Rewritten == 0 {
			t.Errorf("%s: %d rows rewritten by %d hits in %d rows", table.Name, table.Rewritten, touched[table.Name], table.Sent)
		}
	}
	if len(size) == 0 || len(touched) == 0 {
		t.Error("there was nothing to count")
	}
}

// watched is a linked project whose server counts what it is asked.
func watched(t *testing.T) (d *desk, asked, written *atomic.Int64) {
	d, asked, written = newDesk(t), new(atomic.Int64), new(atomic.Int64)
	d.link(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/rest/v1/cloud_") {
				written.Add(1)
			}
			next.ServeHTTP(w, r)
		})
	})
	return d, asked, written
}

// A dry run asks the server nothing, before the first push and after it; nor do the
// other commands that promise to stay here.
func TestDryRun_NoSocket(t *testing.T) {
	d, asked, _ := watched(t)
	quiet := func(lines ...string) {
		t.Helper()
		before := asked.Load()
		for _, line := range lines {
			if status, _, problems := d.run(t, line); status != 0 {
				t.Errorf("%s: status %d: %s", line, status, problems)
			}
		}
		if n := asked.Load() - before; n != 0 {
			t.Errorf("%d requests from %v", n, lines)
		}
	}
	quiet("push --dry-run", "preview --sample 1", "check", "status --pending", "plugins explain", "doctor", "push --to file:out.db")
	if status, _, problems := d.run(t, "push"); status != 0 || asked.Load() == 0 {
		t.Fatalf("status %d: %s", status, problems)
	}
	quiet("push --dry-run", "push --dry-run --full", "status", "quarantine list", "report list")
}

func TestPush_SecondSendsNothing(t *testing.T) {
	d, _, written := watched(t)
	status, one, problems := d.run(t, "--json push --report report.json")
	if status != 0 || written.Load() == 0 {
		t.Fatalf("status %d, %d bodies: %s", status, written.Load(), problems)
	}
	answered(t, filepath.Join(d.root, "report.json"))
	first := written.Load()
	status, two, problems := d.run(t, "--json push --report idle.json")
	if status != 0 || written.Load() != first {
		t.Errorf("status %d, %d more bodies: %s%s", status, written.Load()-first, two, problems)
	}
	sameShape(t, one, two)
	r := reported(t, filepath.Join(d.root, "idle.json"))
	if !r.Unchanged || r.Totals.Unchanged == 0 || r.Before == nil || len(r.Before.Taken) == 0 || r.Project != filepath.Base(d.root) || r.Account == "" {
		t.Errorf("the report of an idle push: unchanged %t, %+v, %+v, project %q, by %q", r.Unchanged, r.Totals, r.Before, r.Project, r.Account)
	}
}

// sameShape checks that an idle push says in JSON what any other says: the same names,
// a run, counts of what is there, and lists that are empty and not null.
func sameShape(t *testing.T, pushed, idle string) {
	t.Helper()
	type answer struct {
		Summary map[string]int64
		Result  map[string]any
	}
	var one, two answer
	if err := errors.Join(json.Unmarshal([]byte(pushed), &one), json.Unmarshal([]byte(idle), &two)); err != nil {
		t.Fatal(err)
	}
	if one.Result["unchanged"] != false || two.Result["unchanged"] != true || one.Result["run"] != two.Result["run"] {
		t.Errorf("unchanged %v and %v, runs %v and %v", one.Result["unchanged"], two.Result["unchanged"], one.Result["run"], two.Result["run"])
	}
	if one.Summary["sent"] == 0 || one.Summary["sent"] != two.Summary["unchanged"] || two.Summary["read"] != one.Summary["read"] || two.Summary["sent"] != 0 {
		t.Errorf("counts %v, then %v", one.Summary, two.Summary)
	}
	for name, value := range one.Result {
		other, there := two.Result[name]
		if !there || reflect.TypeOf(value) != reflect.TypeOf(other) {
			t.Errorf("%s is %T, and %T in an idle push", name, value, other)
		}
	}
	if x, y := one.Result["tables"].([]any), two.Result["tables"].([]any); len(x) != len(y) {
		t.Errorf("%d tables, and %d in an idle push", len(x), len(y))
	}
}

// reported reads the twin of a report.
func reported(t *testing.T, path string) *report.Report {
	t.Helper()
	var signed report.Signed
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &signed)
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := signed.Parse()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answered checks that a report tells the HTTP status of every request.
func answered(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var signed report.Signed
	if err := json.Unmarshal(data, &signed); err != nil {
		t.Fatal(err)
	}
	r, err := signed.Parse()
	if err != nil || len(r.Bodies) == 0 {
		t.Fatalf("no bodies: %v", err)
	}
	for _, b := range r.Bodies {
		if !slices.Equal(b.Answers, []int{http.StatusCreated}) && !slices.Equal(b.Answers, []int{http.StatusOK}) {
			t.Errorf("the report says of %s that the server answered %v", b.Table, b.Answers)
		}
	}
	var page strings.Builder
	if err := signed.HTML(&page); err != nil || !strings.Contains(page.String(), `<td class="n">201 </td>`) {
		t.Errorf("the page does not tell it: %v", err)
	}
}

// A flag stands over a variable, that over the project's file, that over the user's.
func TestPrecedence(t *testing.T) {
	d := newDesk(t)
	source := func(flags string, env ...string) string {
		t.Helper()
		_, out, problems := d.run(t, "--json status --to file:out.db"+flags, env...)
		var e struct {
			Result struct {
				Name string `json:"source_name"`
			}
		}
		if err := json.Unmarshal([]byte(out), &e); err != nil {
			t.Fatalf("%v: %s", err, problems)
		}
		return e.Result.Name
	}
	want := func(got, name string) {
		t.Helper()
		if got != name {
			t.Errorf("the source is %q, want %q", got, name)
		}
	}
	const variable = "DRIFTSYNC_SOURCE=variable"
	if err := os.MkdirAll(filepath.Join(filepath.Dir(d.root), ".drift"), 0o700); err != nil {
		t.Fatal(err)
	}
	want(source("", "CI="), "")
	d.write(t, "../.drift/driftsync.toml", "[source]\nname = \"user\"\n")
	want(source(""), "user")
	d.write(t, "driftsync.toml", "[source]\nname = \"project\"\n")
	want(source(""), "project")
	want(source("", variable), "variable")
	want(source(" --source flag", variable), "flag")
}

// Who looked at a plan can hold the report of its push against it.
func TestReport_ListsThePlan(t *testing.T) {
	d := newDesk(t)
	for _, line := range []string{"push --to file:out.db --table functions", "push --to file:out.db --dry-run --out plan", "push --to file:out.db --plan plan --report report.json"} {
		if status, _, problems := d.run(t, line); status != 0 {
			t.Fatalf("%s: status %d: %s", line, status, problems)
		}
	}
	var plan struct {
		Requests []struct{ Table, SHA256 string }
	}
	var signed report.Signed
	for name, into := range map[string]any{"plan/plan.json": &plan, "report.json": &signed} {
		data, err := os.ReadFile(filepath.Join(d.root, filepath.FromSlash(name)))
		if err == nil {
			err = json.Unmarshal(data, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := signed.Parse()
	if err != nil {
		t.Fatal(err)
	}
	planned, reported := map[string]string{}, map[string]string{}
	for _, p := range plan.Requests {
		planned[p.SHA256] = p.Table
	}
	for _, b := range r.Bodies {
		reported[b.SHA256] = b.Table
	}
	if len(planned) == 0 || !maps.Equal(planned, reported) {
		t.Errorf("the plan has %d digests, the report %d, or others", len(planned), len(reported))
	}
}
