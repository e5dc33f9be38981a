// Package policies tests the examples: each is built from its source, verified, and
// pushed behind the bundled default.
package policies

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/verify"
	"github.com/driftsync/driftsync/plugins/sdk/build"
	"github.com/driftsync/driftsync/plugins/sdk/build/ruleset"
)

func TestMain(m *testing.M) {
	host.WorkerMain()
	os.Exit(m.Run())
}

func cache() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()))
}

func read(t *testing.T, parts ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func built(t *testing.T, dir string) []byte {
	t.Helper()
	if dir == "assemblyscript" {
		return read(t, dir, "no-digests.wasm") // TestAssemblyScript compares it with its source
	}
	wasm, err := build.Build(t.Context(), dir, read(t, dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

func number(t *testing.T, path, query string) int {
	t.Helper()
	conn, err := sqlite3.OpenFlags(path, sqlite3.OPEN_READONLY)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	stmt, _, err := conn.Prepare(query)
	if err != nil {
		t.Fatal(err)
	}
	defer stmt.Close()
	stmt.Step()
	return stmt.ColumnInt(0)
}

// project makes a sample project and the options of a push into a file.
func project(t *testing.T) (host.Options, string) {
	t.Helper()
	root, out := t.TempDir(), filepath.Join(t.TempDir(), "out.db")
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1700}); err != nil {
		t.Fatal(err)
	}
	return host.Options{
		Root: root, StateDir: t.TempDir(), Client: "example", CacheDir: cache(),
		Destination: host.Destination{Name: "file:" + out, Tenant: uuid.UUID{1}, Project: uuid.UUID{1},
			Open: func() (sink.Sink, error) { return sqlite.Open(context.Background(), out, sqlite.Options{}) }},
	}, out
}

func push(t *testing.T, o host.Options) *host.Result {
	t.Helper()
	result, err := host.Push(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(result.Quarantined); n > 0 {
		t.Errorf("%d rows quarantined", n)
	}
	return result
}

// What each policy leaves of the sample project in the cloud. Before the policy each
// query finds rows, afterwards none.
var policies = map[string][]string{
	"tables": {
		"SELECT count(*) FROM cloud_constants WHERE value IS NOT NULL",
		"SELECT count(*) FROM cloud_decisions WHERE description<>'[WITHHELD]'",
		"SELECT count(*) FROM cloud_gate_results WHERE removed_at IS NULL AND passed=0",
		"SELECT count(*) FROM cloud_secrets WHERE removed_at IS NULL",
		"SELECT count(*) FROM cloud_env_variables WHERE removed_at IS NULL",
		"SELECT count(*) FROM cloud_secrets WHERE coalesce(pattern_name,file,local_id) IS NOT NULL",
	},
	"no-paths": {
		"SELECT count(*) FROM cloud_functions WHERE file LIKE '%/%'",
		"SELECT count(*) FROM cloud_violations WHERE file NOT LIKE '[P:________________]'",
		"SELECT count(*) FROM cloud_coupling_cycles WHERE members LIKE '%/%'",
	},
	"eu-pii": {
		"SELECT count(*) FROM cloud_decisions WHERE author NOT LIKE '[P:________________]' OR description LIKE '%@%.%'",
	},
	"assemblyscript": {
		"SELECT count(*) FROM cloud_functions WHERE body_hash IS NOT NULL",
		"SELECT count(*) FROM cloud_dna_mutations WHERE local_id IS NOT NULL",
	},
}

// refuseDestruction lets a limit refuse a policy before anything is sent, once.
func refuseDestruction(t *testing.T, o host.Options, dir string) {
	t.Helper()
	if dir != "no-paths" {
		return
	}
	none := 0.0
	o.MaxDestroyed = &none
	result, err := host.Push(t.Context(), o)
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.PluginDestroys {
		t.Fatalf("a policy that takes more than it may: %v", err)
	}
	if d := result.Destroyed; len(d) != 1 || d[0].Taken == 0 || d[0].Dropped != 0 || d[0].Taken > d[0].Characters || len(d[0].Parts) == 0 || d[0].Parts[0].Class == "" {
		t.Errorf("destroyed %+v", d)
	}
	if n := len(result.Bodies); n != 0 {
		t.Errorf("%d bodies were sent", n)
	}
}

// A stricter policy overwrites what is there already, under the same ids.
func TestPolicies_Push(t *testing.T) {
	for dir, queries := range policies {
		t.Run(dir, func(t *testing.T) {
			o, out := project(t)
			push(t, o)
			found := 0
			for _, query := range queries {
				found += number(t, out, query)
			}
			ids := number(t, out, "SELECT count(DISTINCT id) FROM cloud_functions")
			if found == 0 && dir != "eu-pii" { // the default has seen to authors already
				t.Fatal("the sample holds nothing for the policy to take away")
			}
			wasm := built(t, dir)
			m, err := manifest.Read(wasm)
			if err != nil {
				t.Fatal(err)
			}
			o.Plugins = []plugin.Module{{Name: m.Name, Wasm: wasm}}
			refuseDestruction(t, o, dir)
			result := push(t, o)
			for _, query := range queries {
				if n := number(t, out, query); n != 0 {
					t.Errorf("%s: %d rows", query, n)
				}
			}
			if n := number(t, out, "SELECT count(DISTINCT id) FROM cloud_functions"); n != ids {
				t.Errorf("%d ids, there were %d", n, ids)
			}
			effects := 0
			for _, e := range result.Effects {
				if e.Plugin == m.Name {
					effects++
				}
			}
			if n := len(result.Destroyed); n != 1 {
				t.Errorf("%d plugins are measured", n)
			}
			if effects == 0 && dir != "eu-pii" {
				t.Error("no effect of the policy is in the account")
			}

			// Without it the push is refused: weaker text would overwrite stricter.
			o.Plugins = nil
			if _, err := host.Push(t.Context(), o); err == nil {
				t.Error("a push without the policy was not refused")
			}
			o.AllowWeaker = "the policy was withdrawn"
			push(t, o)
		})
	}
}

func TestPolicies_Verify(t *testing.T) {
	for dir := range policies {
		t.Run(dir, func(t *testing.T) { verified(t, dir, built(t, dir)) })
	}
}

// verified fails the test unless a policy passes every check, its vectors included.
func verified(t *testing.T, dir string, wasm []byte) {
	t.Helper()
	o := verify.Options{CacheDir: cache()}
	if _, err := os.Stat(filepath.Join(dir, "vectors")); err == nil {
		o.Vectors = filepath.Join(dir, "vectors")
	}
	r, err := verify.Verify(t.Context(), verify.Subject{File: dir + ".wasm", Wasm: wasm}, o)
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK() {
		for _, c := range r.Checks {
			t.Logf("%s %s %s %q", c.Name, c.Status, c.Detail, c.Findings)
		}
		t.Errorf("failed in %v", r.FailedChecks())
	}
}

// A rules file builds without Go, and leaves of its tests what it says.
func TestWords(t *testing.T) {
	f, err := ruleset.Parse("rules.toml", read(t, "words", "rules.toml"), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ruleset.Build(f, bundled.Engine)
	if err != nil {
		t.Fatal(err)
	}
	files := make(fstest.MapFS)
	for name, text := range p.Vectors {
		files[name] = &fstest.MapFile{Data: text}
	}
	all, err := vectors.LoadFS(files)
	if err != nil {
		t.Fatal(err)
	}
	results, coverage, err := verify.RunVectors(t.Context(), verify.Subject{File: "words.wasm", Wasm: p.Wasm}, verify.Options{CacheDir: cache()}, all)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if !r.OK() {
			t.Errorf("%s: rows %v differ, %s", r.Name, r.Bad, r.Code)
		}
	}
	if coverage.RulesCovered != 4 || len(coverage.Missing) != 1 { // a rule of whole cells has no tests
		t.Errorf("coverage %+v", coverage)
	}
}

// The contract can be implemented from its text, in C and without a library.
func TestC(t *testing.T) {
	for _, tool := range []string{"clang", "wasm-ld"} {
		if _, err := exec.LookPath(tool); err != nil && os.Getenv("DRIFTSYNC_REQUIRE_CLANG") == "" {
			t.Skip("not run: apt-get install clang lld brings " + tool)
		}
	}
	file := filepath.Join(t.TempDir(), "module.wasm")
	cmd := exec.CommandContext(t.Context(), "make", "-s", "-C", "c", "OUT="+file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	wasm, err := manifest.Append(read(t, file), read(t, "c", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	verified(t, "c", wasm)
}

// The module of the other language is built from its source where its tools are.
func TestAssemblyScript(t *testing.T) {
	if _, err := os.Stat(filepath.Join("assemblyscript", "node_modules", "assemblyscript")); err != nil && os.Getenv("DRIFTSYNC_REQUIRE_STACK") == "" {
		t.Skip("not rebuilt: npm install in examples/policies/assemblyscript brings the compiler")
	}
	file := filepath.Join(t.TempDir(), "module.wasm")
	cmd := exec.CommandContext(t.Context(), "npx", "asc", "assembly/index.ts", "--outFile", file, "--optimizeLevel", "3",
		"--runtime", "minimal", "--use", "abort=assembly/index/stop")
	cmd.Dir = "assemblyscript"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	wasm, err := manifest.Append(read(t, file), read(t, "assemblyscript", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if string(wasm) != string(read(t, "assemblyscript", "no-digests.wasm")) {
		t.Error("the source builds to another module")
	}
}
