package host_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// anew makes coupling_metrics of drift.db again, with other columns than Drift declares.
// Left are columns that it does not fill.
func anew(columns, rest string, left ...string) string {
	names := strings.Join(slices.DeleteFunc([]string{"module", "ce", "ca", "instability", "abstractness", "distance", "zone", "updated_at"},
		func(n string) bool { return slices.Contains(left, n) }), ", ")
	return fmt.Sprintf(`CREATE TABLE t(%s)%s; INSERT INTO t(%s) SELECT %[3]s FROM coupling_metrics;
		DROP TABLE coupling_metrics; ALTER TABLE t RENAME TO coupling_metrics;`, columns, rest, names)
}

// plain makes a table again without any of its constraints.
func plain(table string) string {
	return fmt.Sprintf("CREATE TABLE t AS SELECT * FROM %s; DROP TABLE %[1]s; ALTER TABLE t RENAME TO %[1]s;", table)
}

const couplings = "module TEXT PRIMARY KEY, ce INTEGER, ca INTEGER, instability REAL, abstractness REAL, distance REAL, zone TEXT, updated_at INTEGER"

// What Drift declares is not taken for granted: a row that is there arrives, once.
func TestPush_TheLiveSchemaDecides(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes fifty times")
	}
	for _, c := range []struct {
		name, table, sql string
	}{
		{"a key that is not unique", "violations", plain("violations") +
			"INSERT INTO violations SELECT * FROM violations LIMIT 2; UPDATE violations SET line = line + 1000 WHERE rowid > (SELECT max(rowid) - 2 FROM violations)"},
		{"equal rows", "violations", plain("violations") + "INSERT INTO violations SELECT * FROM violations"},
		{"equal rows of a log", "gate_results", plain("gate_results") + "INSERT INTO gate_results SELECT * FROM gate_results"},
		{"an index over some rows", "coupling_metrics", anew(strings.Replace(couplings, "PRIMARY KEY", "", 1), "") +
			"CREATE UNIQUE INDEX some ON coupling_metrics(module) WHERE ce < 0; INSERT INTO coupling_metrics SELECT * FROM coupling_metrics"},
		{"another unique column", "coupling_metrics", anew(strings.Replace(couplings, "PRIMARY KEY", "", 1)+", extra", "") +
			"CREATE UNIQUE INDEX extras ON coupling_metrics(extra); INSERT INTO coupling_metrics SELECT module, ce, ca, instability, abstractness, distance, zone, updated_at, module FROM coupling_metrics"},
		{"keys that are null", "coupling_metrics", anew(couplings, "") + "UPDATE coupling_metrics SET module = NULL WHERE rowid < 3"},
		{"no row ids", "coupling_metrics", anew(couplings, " WITHOUT ROWID")},
		{"a column named rowid", "coupling_metrics", anew(couplings+", rowid TEXT", "")},
		{"names in another case", "Coupling_Metrics", anew(strings.NewReplacer("module", "Module", "zone", "ZONE").Replace(couplings), "") +
			"ALTER TABLE coupling_metrics RENAME TO u; ALTER TABLE u RENAME TO Coupling_Metrics"},
		{"a computed column", "coupling_metrics", anew(strings.Replace(couplings, "zone TEXT", "zone TEXT AS (substr('zone of pain', 1, 4))", 1), "", "zone")},
		{"types that are not held", "coupling_metrics", anew(strings.ReplaceAll(couplings, "TEXT", ""), "") + "UPDATE coupling_metrics SET zone = CAST(zone AS BLOB) WHERE rowid = 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, demo.Options{Rows: 1})
			before := b.push()
			b.exec(schema.Drift, c.sql)
			r := b.push()
			b.allHere(r, c.table)
			if r.Full || before.Source != r.Source {
				t.Errorf("full %v, %s", r.Full, r.FullReason)
			}
			if r := b.push(); r.Summary().Sent+r.Summary().Removed > 0 {
				t.Errorf("a second push sends %+v", r.Summary())
			}
			b.allHere(b.push(func(o *host.Options) { o.Full = true }), c.table)
		})
	}
}

// allHere checks that every row of a table is live at the destination or stays here for
// a reason.
func (b *bench) allHere(r *host.Result, table string) {
	b.t.Helper()
	w := &world{bench: b, tb: b.t}
	there := b.rows("SELECT count(*) FROM cloud_" + strings.ToLower(table) + " WHERE removed_at IS NULL")[0]
	here := w.query(w.path(schema.Drift), fmt.Sprintf("SELECT count(*) - %d FROM %s", len(r.Quarantined), table))[0][0]
	if there != here {
		b.t.Errorf("%s rows are live, %s are here, %d stay here", there, here, len(r.Quarantined))
	}
	if r.Status() != fault.ExitOK && len(r.Quarantined) == 0 || len(r.Stopped) > 0 {
		b.t.Errorf("status %d, stopped %+v", r.Status(), r.Stopped)
	}
}

// A table that cannot be read stops itself: what it has at the destination stays as it
// is, whatever kind of push it is, and the others leave.
func TestPush_AnOddTableStopsItself(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes twenty times")
	}
	for _, c := range []struct{ name, sql string }{
		{"a view", "ALTER TABLE coupling_metrics RENAME TO u; CREATE VIEW coupling_metrics AS SELECT * FROM u"},
		{"a virtual table", "DROP TABLE coupling_metrics; CREATE VIRTUAL TABLE coupling_metrics USING fts5(module, zone)"},
		{"a column that cannot be computed", anew(strings.Replace(couplings, "zone TEXT", "broken TEXT", 1), "", "zone") +
			"UPDATE coupling_metrics SET broken = '{' WHERE rowid = 4; ALTER TABLE coupling_metrics ADD COLUMN zone TEXT AS (json_extract(broken, '$.a'))"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, demo.Options{Rows: 1})
			b.push()
			const live = "SELECT local_id, zone FROM cloud_coupling_metrics WHERE removed_at IS NULL ORDER BY 1"
			was := b.rows(live)
			b.exec(schema.Drift, c.sql+"; UPDATE functions SET end_line = end_line + 1")
			for _, full := range []bool{false, false, true} {
				r := b.push(func(o *host.Options) { o.Full = full })
				if len(r.Stopped) != 1 || r.Stopped[0].Table != "drift.coupling_metrics" || r.Stopped[0].Code != fault.SourceTable || r.Status() != fault.ExitPartial || r.Complete || r.Unchanged {
					t.Errorf("full %v: %+v, status %d, complete %v", full, r.Stopped, r.Status(), r.Complete)
				}
				if now := b.rows(live); len(now) != len(was) {
					t.Errorf("full %v: %d rows are live, %d were", full, len(now), len(was))
				}
				b.allHere(&host.Result{}, "functions")
			}
			b.options.StateDir = t.TempDir() // a lost state
			if b.push(); len(b.rows(live)) != len(was) {
				t.Errorf("%d rows are live after a lost state, %d were", len(b.rows(live)), len(was))
			}
			if r := b.push(func(o *host.Options) { o.Tables = []string{"functions"} }); len(r.Stopped) > 0 {
				t.Errorf("a push that does not want the table: %+v", r.Stopped)
			}
		})
	}
}
