package host_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/ndjson"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// duckDB runs a list of queries, and prints the rows of each.
const duckDB = `import { DuckDBInstance } from '@duckdb/node-api'
let text = ''
for await (const chunk of process.stdin) text += chunk
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const all = []
for (const query of JSON.parse(text)) {
  const reader = await connection.runAndReadAll(query)
  all.push(reader.getRowsJson())
}
process.stdout.write(JSON.stringify(all))`

// The query of docs/scale.md over the files of an NDJSON sink gives the live rows, cell
// by cell.
func TestPush_DuckDB(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	packages := filepath.Join("testdata", "duckdb")
	if _, err := os.Stat(filepath.Join(packages, "node_modules", "@duckdb")); err != nil && os.Getenv("DRIFTSYNC_REQUIRE_STACK") == "" {
		t.Skip("not run: DuckDB is missing; make stack brings it")
	}
	page, err := os.ReadFile(filepath.Join("..", "docs", "scale.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, query, _ := strings.Cut(string(page), "-- DuckDB")
	_, query, _ = strings.Cut(query, "\n")
	query, _, ok := strings.Cut(query, ";")
	if !ok {
		t.Fatal("docs/scale.md shows no query for DuckDB")
	}
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	dir := filepath.Join(t.TempDir(), "files")
	b.options.Destination = host.Destination{Name: "ndjson:" + dir, Tenant: b.options.Destination.Tenant, Project: b.options.Destination.Project,
		Open: func() (sink.Sink, error) { return ndjson.Open(dir, ndjson.Options{}) }}
	w := newWorld(b, t)
	for round := range 3 {
		b.churn(round, round)
		w.ended(b.push(), b.options.StateDir)
	}
	var queries []string
	for _, table := range schema.Synced() {
		of := strings.NewReplacer("DIR", dir, "cloud_functions", table.Cloud).Replace(query)
		queries = append(queries, "CREATE TABLE "+table.Cloud+" AS "+of)
	}
	for _, table := range schema.Synced() {
		var list []string
		for _, c := range compared(table) {
			list = append(list, inDuckDB(c))
		}
		queries = append(queries, "SELECT "+strings.Join(list, ", ")+" FROM "+table.Cloud)
	}
	found := make(map[*schema.Table][][]string)
	rows := runDuckDB(t, packages, queries)
	for i, table := range schema.Synced() {
		found[table] = rows[len(schema.Synced())+i]
	}
	w.live = func(table *schema.Table) [][]string { return found[table] }
	w.compare("three pushes")
}

// inDuckDB is a cell as SQL that writes it as text.
func inDuckDB(c *schema.Column) string {
	name := `"` + c.InCloud() + `"`
	switch {
	case c.Boolean:
		name = "CAST(" + name + " AS INTEGER)"
	case c.Type == abi.Float:
		name = "printf('%.6f', CAST(" + name + " AS DOUBLE))"
	}
	return "coalesce(CAST(" + name + " AS VARCHAR), chr(0))"
}

func runDuckDB(t *testing.T, dir string, queries []string) (rows [][][]string) {
	t.Helper()
	in, err := json.Marshal(queries)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(context.WithoutCancel(t.Context()), "node", "--input-type=module", "-e", duckDB)
	command.Dir, command.Stdin = dir, strings.NewReader(string(in))
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, problems.String())
	}
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}
