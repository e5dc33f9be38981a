package host_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/prove"
	"github.com/driftsync/driftsync/schema"
)

// The policy holds: of what is planted into the project of the demo, nothing arrives.
func TestProve_PolicyHoldsInTheDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{Rows: 2500})
	b.provesNothing()
}

// Nor in databases with the few rows that a first analyze leaves, in which most tables
// are empty, with and without the databases beside drift.db.
func TestProve_PolicyHoldsInASmallProject(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	for _, databases := range [][]string{{schema.Drift}, {schema.Drift, schema.Bridge, schema.Cortex}} {
		t.Run(fmt.Sprint(databases), func(t *testing.T) {
			b := &bench{t: t, root: filepath.Join(t.TempDir(), "home", "ada", "shop")}
			for _, name := range databases {
				b.first(name)
			}
			b.options = host.Options{Root: b.root, StateDir: t.TempDir(), CacheDir: cacheDir, Worker: worker, Client: "driftsync test"}
			b.provesNothing()
		})
	}
}

// provesNothing fails for what arrives, by class and kind, with the first columns.
func (b *bench) provesNothing() {
	b.t.Helper()
	r, err := host.Prove(b.t.Context(), b.options, 1)
	if err != nil {
		b.t.Fatal(err)
	}
	if r.Arrived == 0 {
		return
	}
	b.t.Errorf("%d of %d arrived", r.Arrived, r.Planted)
	for _, g := range r.Groups {
		if g.Arrived == 0 {
			continue
		}
		var where []string
		for _, l := range r.Leaks {
			if l.Class == g.Class && l.Kind == g.Kind && len(where) < 3 {
				where = append(where, leaked(l))
			}
		}
		b.t.Errorf("%s, %s: %d of %d, such as %s", g.Class, g.Kind, g.Arrived, g.Planted, strings.Join(where, "; "))
	}
}

func leaked(l prove.Leak) string {
	return fmt.Sprintf("%s.%s (%s, %s)", l.Table, l.Column, l.Spelling, l.Place)
}

// first makes a database as a first analyze of Drift leaves it.
func (b *bench) first(name string) {
	b.t.Helper()
	var db *schema.Database
	for _, each := range schema.Databases() {
		if each.Name == name {
			db = each
		}
	}
	path := filepath.Join(b.root, filepath.FromSlash(db.File))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	conn, err := sqlite3.Open(path)
	if err != nil {
		b.t.Fatal(err)
	}
	version := slices.Max(db.Versions)
	script := fmt.Sprintf("PRAGMA foreign_keys=OFF; PRAGMA user_version=%d;", version)
	for _, table := range db.Tables {
		script += strings.Join(table.LocalDDL(version), ";") + ";"
	}
	script += strings.ReplaceAll(firstRows[name], "ROOT", b.root)
	if err := errors.Join(conn.Exec(script), conn.Close()); err != nil {
		b.t.Fatal(err)
	}
}

// firstRows are what Drift's writers leave in a project of two files.
var firstRows = map[string]string{
	schema.Drift: `
INSERT INTO file_metadata(path, language, file_size, content_hash, mtime_secs, mtime_nanos, last_scanned_at) VALUES
 ('ROOT/src/cart.ts', 'typescript', 900, x'0123456789abcdef', 1, 1, 1), ('ROOT/src/tax.py', 'python', 700, x'fedcba9876543210', 1, 1, 1);
INSERT INTO functions(id, file, name, qualified_name, language, line, end_line, body_hash, signature_hash) VALUES
 (1, 'src/cart.ts', 'total', 'Cart.total', 'typescript', 3, 9, x'0123456789abcdef', x'0123456789abcdef');
INSERT INTO scan_history(started_at, root_path, status) VALUES (1, 'ROOT', 'completed');
INSERT INTO decisions(category, description, author, confidence, created_at) VALUES
 ('database', 'Use one transaction for an order and its lines', 'Mirjam Okonkwo <mirjam.okonkwo@shop.example>', 0.9, 1);
INSERT INTO violations(id, file, line, severity, pattern_id, rule_id, message, created_at) VALUES
 ('security-ROOT/src/cart.ts-3', 'ROOT/src/cart.ts', 3, 'error', 'sql-injection', 'security/sql', 'A query is built from a parameter of the request', 1);
INSERT INTO dna_genes(gene_id, name, description, alleles, confidence, consistency, exemplars) VALUES
 ('error-handling', 'Error handling', 'How errors are handled', '[{"id":"try","frequency":0.8,"examples":[]}]', 0.8, 0.7, '["src/cart.ts","src/tax.py"]');`,
	schema.Bridge: `
INSERT INTO bridge_memories(id, memory_type, content, summary, confidence, importance, tags, linked_patterns, created_at) VALUES
 ('m1', 'pattern', '{"note":"queries are built from parameters"}', 'Queries are built from parameters', 0.5, 'normal', '["sql"]', '["sql-injection"]', 1);`,
	schema.Cortex: `
INSERT INTO memories(id, memory_type, content, summary, transaction_time, valid_time, confidence, importance, last_accessed, tags, content_hash, created_at, updated_at) VALUES
 ('` + uuid.Nil.String() + `', 'semantic', '{"type":"semantic","data":{"knowledge":"orders are totalled in the cart"}}', 'Orders are totalled in the cart',
  '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z', 0.8, 'normal', '2026-01-02T03:04:05Z', '["orders"]', '0123456789abcdef', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z');`,
}
