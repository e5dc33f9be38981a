package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/demo"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/plugins/sdk/build"
)

func TestMain(m *testing.M) {
	host.WorkerMain()
	os.Exit(m.Run())
}

func TestPolicy(t *testing.T) {
	manifest, err := os.ReadFile("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	wasm, err := build.Build(t.Context(), ".", manifest)
	if err != nil {
		t.Fatal(err)
	}
	root, out := t.TempDir(), filepath.Join(t.TempDir(), "out.db")
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1700}); err != nil {
		t.Fatal(err)
	}
	options := host.Options{
		Root: root, StateDir: t.TempDir(), Client: "example",
		CacheDir: filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
		Destination: host.Destination{Name: "file:" + out, Tenant: uuid.UUID{1}, Project: uuid.UUID{1},
			Open: func() (sink.Sink, error) { return sqlite.Open(context.Background(), out, sqlite.Options{}) }},
	}

	// First the default alone, as a team starts out.
	if _, err := host.Push(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	failed := number(t, out, "SELECT count(*) FROM cloud_gate_results WHERE passed=0 AND removed_at IS NULL")
	ids := number(t, out, "SELECT count(DISTINCT id) FROM cloud_constants")
	if failed == 0 || number(t, out, "SELECT count(*) FROM cloud_constants WHERE value IS NOT NULL") == 0 {
		t.Fatal("the sample holds nothing for the policy to take away")
	}

	options.Plugins = []plugin.Module{{Name: "stricter", Wasm: wasm}}
	result, err := host.Push(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM cloud_constants WHERE value IS NOT NULL":                                               0,
		"SELECT count(DISTINCT id) FROM cloud_constants":                                                             ids,
		"SELECT count(*) FROM cloud_decisions WHERE description<>'[WITHHELD]'":                                       0,
		"SELECT count(*) FROM cloud_gate_results WHERE removed_at IS NULL AND passed=0":                              0,
		"SELECT count(*) FROM cloud_gate_results WHERE removed_at IS NOT NULL AND coalesce(gate_id,summary) IS NULL": failed,
	} {
		if got := number(t, out, query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if result.Summary().Dropped != int64(failed) || result.Rules["stricter/constant"] == 0 {
		t.Errorf("dropped %d, rules %v", result.Summary().Dropped, result.Rules)
	}

	// Without it, the push is refused: weaker text would overwrite stricter.
	options.Plugins = nil
	if _, err := host.Push(t.Context(), options); err == nil {
		t.Error("a push without the policy was not refused")
	}
	options.AllowWeaker = "the policy was withdrawn"
	if _, err := host.Push(t.Context(), options); err != nil {
		t.Error(err)
	}
	if got := number(t, out, "SELECT count(*) FROM cloud_gate_results WHERE removed_at IS NULL AND passed=0"); got != failed {
		t.Errorf("%d failed gates came back, want %d", got, failed)
	}
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
