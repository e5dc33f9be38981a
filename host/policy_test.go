package host_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/plugins/sdk/build"
)

// A row of a log that is no longer here was sent under the policy of its time. Under a
// stricter one it keeps its safe cells only, whatever came between the two: here it is
// the commit messages of decisions, which the stricter policy withholds.
func TestPush_StricterPolicyReachesOldLogRows(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes thirty times")
	}
	wasm := stricterPolicy(t)
	strict := func(o *host.Options) { o.Plugins = []plugin.Module{{Name: "tables", Wasm: wasm}} }
	for name, between := range map[string]func(b *bench){
		"nothing":        func(*bench) {},
		"a limited push": func(b *bench) { b.push(strict, func(o *host.Options) { o.Tables = []string{"functions"} }) },
		"a limited push, and the state is lost": func(b *bench) {
			b.push(strict, func(o *host.Options) { o.Tables = []string{"functions"} })
			b.options.StateDir = filepath.Join(t.TempDir(), "new")
		},
		"the table was stopped": func(b *bench) {
			if r := b.push(strict, b.through(&failing{write: stops("decisions")})); len(r.Stopped) != 1 {
				t.Fatalf("stopped %v", r.Stopped)
			}
		},
		"the table was stopped, and the state is lost": func(b *bench) {
			b.push(strict, b.through(&failing{write: stops("decisions")}))
			b.options.StateDir = filepath.Join(t.TempDir(), "new")
		},
		"a push that failed": func(b *bench) {
			if _, err := b.try(strict, b.through(&failing{finish: func() error { return errDown }})); err == nil {
				t.Fatal("it did not fail")
			}
		},
		"a job without the policy": func(b *bench) {
			b.push(strict)
			b.exec("drift", "INSERT OR IGNORE INTO decisions SELECT * FROM kept")
			b.push(func(o *host.Options) { o.StateDir = filepath.Join(t.TempDir(), "job") })
			b.exec("drift", "DELETE FROM decisions WHERE id > 1")
		},
		"a weaker push that failed": func(b *bench) {
			b.push(strict)
			b.exec("drift", "INSERT OR IGNORE INTO decisions SELECT * FROM kept")
			if _, err := b.try(func(o *host.Options) { o.AllowWeaker = "a test" },
				b.through(&failing{finish: func() error { return errDown }})); err == nil {
				t.Fatal("it did not fail")
			}
			b.exec("drift", "DELETE FROM decisions WHERE id > 1")
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, demo.Options{Clean: true, Rows: 1})
			b.options.TeamKey, b.options.SourceName = []byte("a key of tests, 32 bytes or so..."), "ci"
			b.push()
			b.exec("drift", "CREATE TABLE kept AS SELECT * FROM decisions; DELETE FROM decisions WHERE id > 1")
			between(b)
			b.push(strict)
			if n := b.rows("SELECT count(*) FROM cloud_decisions WHERE description IS NOT NULL AND description <> '[WITHHELD]'")[0]; n != "0" {
				t.Errorf("%s commit messages are still there", n)
			}
			if n := b.rows("SELECT count(*) FROM cloud_decisions WHERE removed_at IS NULL AND local_id IS NOT NULL")[0]; n == "0" {
				t.Error("the log lost its rows")
			}
		})
	}
}

// A source without a state of its own, as a job of CI is, strips the logs when the policy
// changes, and keeps them after it, though one of the databases was never there.
func TestPush_SamePolicyKeepsOldLogRows(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	b.options.TeamKey, b.options.SourceName = []byte("a key of tests, 32 bytes or so..."), "ci"
	if err := os.RemoveAll(filepath.Join(b.root, ".cortex")); err != nil {
		t.Fatal(err)
	}
	strict := []plugin.Module{{Name: "tables", Wasm: stricterPolicy(t)}}
	job := func(o *host.Options) { o.StateDir = filepath.Join(t.TempDir(), "job") }
	b.push(job)
	b.options.Plugins = strict
	b.push(job)
	b.exec("drift", "INSERT INTO degradation_alerts(alert_type, severity, message, current_value, previous_value, delta, created_at) VALUES('a', 'high', 'still here', 1, 1, 0, 77)")
	b.push(job)
	b.exec("drift", "DELETE FROM degradation_alerts")
	b.push(job)
	if n := b.rows("SELECT count(*) FROM cloud_degradation_alerts WHERE message = 'still here'")[0]; n != "1" {
		t.Errorf("%s rows have their text", n)
	}
}

// stricterPolicy builds the policy that [withhold] describes.
func stricterPolicy(t *testing.T) []byte {
	t.Helper()
	dir := filepath.Join("..", "examples", "policies", "tables")
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	wasm, err := build.Build(t.Context(), dir, manifest)
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

// stops refuses a table as a project does that lacks a column of it.
func stops(table string) func(int, *sink.Part) ([]sink.Refusal, error) {
	return func(_ int, p *sink.Part) ([]sink.Refusal, error) {
		if p.Table.Name == table {
			return nil, fault.New(fault.SinkSchema, "the project lacks a column", "apply the migrations", nil)
		}
		return nil, nil
	}
}
