package sinktest

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

func testUpsert(t *testing.T, d Destination) {
	c := begun(t, d)
	c.write(c.part(functions(), sink.Upsert, function(1), function(2)))
	first := c.expect(functions(), id(1), function(1).cells)
	for _, name := range []string{"synced_at", "first_synced_at"} {
		if first[name] == nil {
			t.Errorf("no %s", name)
		}
	}
	if first["removed_at"] != nil || first["tenant_id"] != d.Tenant.String() || first["project_id"] != d.Project.String() {
		t.Errorf("bookkeeping: %v", first)
	}
	changed := function(1)
	changed.cells["name"], changed.cells["language"], changed.cells["line"] = "g", nil, int64(99)
	c.write(c.part(functions(), sink.Upsert, changed))
	c.write(c.part(functions(), sink.Upsert, changed))
	second := c.expect(functions(), id(1), changed.cells)
	if fmt.Sprint(second["first_synced_at"]) != fmt.Sprint(first["first_synced_at"]) {
		t.Errorf("first_synced_at is another one")
	}
	c.expect(functions(), id(2), function(2).cells)
	if rows := c.rows(functions()); len(rows) != 2 {
		t.Errorf("%d rows", len(rows))
	}
}

// Full parts, as the first run of a large table sends them, and rows that come again.
func testLarge(t *testing.T, d Destination) {
	const size = 500
	c := begun(t, d)
	for from := 0; from < 3*size; from += size - 1 { // one row of each part comes again
		var rows []row
		for n := from; n < from+size; n++ {
			r := function(n)
			r.cells["name"] = fmt.Sprint("part ", from)
			rows = append(rows, r)
		}
		c.write(c.part(functions(), sink.Upsert, rows...))
	}
	rows := c.rows(functions())
	if len(rows) != 3*size+size-3 {
		t.Errorf("%d rows, want %d", len(rows), 3*size+size-3)
	}
	if got := rows[id(size-1).String()]["name"]; got != "part 499" {
		t.Errorf("the row that came again is of %v", got)
	}
	c.finish()
	c.begin()
	c.write(c.part(functions(), sink.Upsert, function(7)))
	c.expect(functions(), id(7), function(7).cells)
	if n, err := c.Sweep(t.Context(), functions()); err != nil || n != int64(len(rows)-1) {
		t.Errorf("swept %d, %v", n, err)
	}
}

// sample is a cell of every type that a column may have.
func sample(t *schema.Table, col schema.CloudColumn, n int) any {
	switch col.Postgres {
	case "BIGINT":
		return int64(n)
	case "DOUBLE PRECISION":
		return float64(n) + 0.25
	case "BOOLEAN":
		return n%2 == 0
	}
	return fmt.Sprintf("%s %d", t.Name, n)
}

func testEveryTable(t *testing.T, d Destination) {
	c := begun(t, d)
	for _, table := range schema.Synced() {
		full, empty := cells{}, cells{}
		for i, col := range table.CloudColumns() {
			if col.Source != nil {
				full[col.Name], empty[col.Name] = sample(table, col, i), nil
			}
		}
		c.write(c.part(table, sink.Upsert, row{id(1), full}, row{id(2), empty}))
		c.expect(table, id(1), full)
		c.expect(table, id(2), empty)
	}
}

func testExtremes(t *testing.T, d Destination) {
	c := begun(t, d)
	confidence := schema.Find(schema.Drift, "pattern_confidence")
	for i, e := range []struct {
		column string
		write  raw
		want   any
		in     *schema.Table
	}{
		{column: "line", write: `"9223372036854775807"`, want: int64(math.MaxInt64), in: functions()},
		{column: "line", write: `"-9223372036854775808"`, want: int64(math.MinInt64), in: functions()},
		{column: "line", write: `9007199254740992`, want: int64(1 << 53), in: functions()},
		{column: "line", write: `-0`, want: int64(0), in: functions()},
		{column: "alpha", write: `"Infinity"`, want: math.Inf(1), in: confidence},
		{column: "alpha", write: `"-Infinity"`, want: math.Inf(-1), in: confidence},
		{column: "alpha", write: `1.7976931348623157e+308`, want: math.MaxFloat64, in: confidence},
		{column: "alpha", write: `2.2250738585072014e-308`, want: 2.2250738585072014e-308, in: confidence},
		{column: "alpha", write: `0.1`, want: 0.1, in: confidence},
		{column: "alpha", write: `3`, want: 3.0, in: confidence},
	} {
		c.write(c.part(e.in, sink.Upsert, row{id(i), cells{e.column: e.write}}))
		c.expect(e.in, id(i), cells{e.column: e.want})
	}
}

func testText(t *testing.T, d Destination) {
	c := begun(t, d)
	for i, text := range []string{
		"", " ", "'", `"`, `\`, `\\u0041`, "a\tb\nc\rd\be\f", "null", "{}", "äöü ß", "日本語", "\U0001F600\u200d", "e\u0301", "\u2028", "<&>",
		strings.Repeat("x", 200_000), "'; DROP TABLE cloud_functions; --", "[REDACTED]",
	} {
		c.write(c.part(functions(), sink.Upsert, row{id(i), cells{"name": text, "file": "a"}}))
		c.expect(functions(), id(i), cells{"name": text})
	}
	c.write(c.part(functions(), sink.Upsert, row{id(100), cells{"name": raw(`"\u00e9\ud83d\ude00\/"`)}}))
	c.expect(functions(), id(100), cells{"name": "é\U0001F600/"})
}

// split returns the safe and the other cells of a function that is no longer live.
func split() (safe, others cells) {
	safe, others = cells{}, cells{}
	for _, col := range functions().Carried() {
		if v := function(1).cells[col.InCloud()]; col.Class == abi.Safe {
			safe[col.InCloud()] = v
		} else {
			others[col.InCloud()] = nil
		}
	}
	return safe, others
}

func testGone(t *testing.T, d Destination) {
	c := begun(t, d)
	c.write(c.part(functions(), sink.Upsert, function(1), function(2)))
	c.write(c.part(functions(), sink.Gone, row{id: id(1)}, row{id: id(3)}))
	safe, others := split()
	c.expect(functions(), id(1), safe)
	c.expect(functions(), id(1), others)
	if c.live(functions(), id(1)) || c.live(functions(), id(3)) || !c.live(functions(), id(2)) {
		t.Errorf("gone rows are live, or live ones gone")
	}
}

func testWithdrawn(t *testing.T, d Destination) {
	c := begun(t, d)
	c.write(c.part(functions(), sink.Upsert, function(1)))
	c.write(c.part(functions(), sink.Withdrawn, row{id: id(1)}))
	got := c.expect(functions(), id(1), nil)
	for _, col := range functions().Carried() {
		if got[col.InCloud()] != nil {
			t.Errorf("%s is still there", col.InCloud())
		}
	}
	if got["removed_at"] == nil {
		t.Errorf("the row is live")
	}
}

func testSweep(t *testing.T, d Destination) {
	c := begun(t, d)
	c.write(c.part(functions(), sink.Upsert, function(1), function(2)))
	c.write(c.part(functions(), sink.Gone, row{id: id(3)}))
	if n, err := c.Sweep(t.Context(), functions()); err != nil || n != 0 {
		t.Errorf("sweep in the epoch of the rows: %d, %v", n, err)
	}
	c.begin()
	c.write(c.part(functions(), sink.Upsert, function(2)))
	if n, err := c.Sweep(t.Context(), functions()); err != nil || n != 1 {
		t.Errorf("swept %d, %v; want 1", n, err)
	}
	safe, others := split()
	c.expect(functions(), id(1), safe)
	c.expect(functions(), id(1), others)
	if c.live(functions(), id(1)) {
		t.Errorf("the swept row is live")
	}
	c.expect(functions(), id(2), function(2).cells)
	if n, err := c.Sweep(t.Context(), functions()); err != nil || n != 0 {
		t.Errorf("swept %d again, %v", n, err)
	}
}

func testSweepLog(t *testing.T, d Destination) {
	c := begun(t, d)
	log := schema.Find(schema.Drift, "scan_history")
	c.write(c.part(log, sink.Upsert, row{id: id(1), cells: cells{"local_id": int64(1), "error": "text"}}))
	c.finish()
	c.begin()
	c.write(c.part(log, sink.Upsert, row{id: id(2), cells: cells{"local_id": int64(2), "error": "text"}}))
	if n, err := c.Sweep(t.Context(), log); err != nil || n != 1 {
		t.Errorf("%d rows emptied, %v; want 1", n, err)
	}
	c.expect(log, id(1), cells{"local_id": int64(1), "error": nil})
	c.expect(log, id(2), cells{"local_id": int64(2), "error": "text"})
	if !c.live(log, id(1)) {
		t.Error("a row of a log is removed")
	}
}

func testComesBack(t *testing.T, d Destination) {
	c := begun(t, d)
	c.write(c.part(functions(), sink.Upsert, function(1)))
	before := fmt.Sprint(c.expect(functions(), id(1), nil)["first_synced_at"])
	c.write(c.part(functions(), sink.Withdrawn, row{id: id(1)}))
	if between := fmt.Sprint(c.expect(functions(), id(1), nil)["first_synced_at"]); between != before {
		t.Errorf("first_synced_at of a removed row is another one")
	}
	c.write(c.part(functions(), sink.Upsert, function(1)))
	got := c.expect(functions(), id(1), function(1).cells)
	if got["removed_at"] != nil || fmt.Sprint(got["first_synced_at"]) == before {
		t.Errorf("the row is not live again from now on")
	}
}

// Rows that the destination cannot take are named; the others arrive.
func testRefused(t *testing.T, d Destination) {
	c := begun(t, d)
	for _, bad := range []struct {
		name  string
		cells cells
	}{
		{"text for a number", cells{"line": raw(`"abc"`)}},
		{"too large", cells{"line": raw(`"9223372036854775808"`)}},
		{"fraction for a number", cells{"line": raw(`1.5`)}},
		{"text for a truth value", cells{"is_async": raw(`"perhaps"`)}},
		{"NUL", cells{"name": raw(`"a\u0000b"`)}},
		{"half a pair", cells{"name": raw(`"a\ud800b"`)}},
		{"no id", cells{"id": nil}},
	} {
		t.Run(bad.name, func(t *testing.T) {
			p := c.part(functions(), sink.Upsert, function(1), function(2), row{id(3), bad.cells}, function(4))
			refused, err := c.Write(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if len(refused) != 1 || refused[0].Row != 2 || refused[0].Code == "" {
				t.Errorf("refused %v, want row 2", refused)
			}
			if rows := c.rows(functions()); len(rows) != 3 || rows[id(3).String()] != nil {
				t.Errorf("%d rows, want the 3 others", len(rows))
			}
		})
	}
}

// A row of another epoch or source than the lease's never arrives.
func testOldEpoch(t *testing.T, d Destination) {
	c := begun(t, d)
	c.write(c.part(functions(), sink.Upsert, function(1)))
	c.begin()
	for _, forged := range []cells{{"sync_epoch": c.lease.Epoch - 1}, {"sync_epoch": c.lease.Epoch + 1}, {"sync_source_id": uuid.NewString()}} {
		forged["name"] = "forged"
		refused, err := c.Write(t.Context(), c.part(functions(), sink.Upsert, row{id(1), forged}, row{id(2), forged}))
		if err == nil && len(refused) != 2 {
			t.Errorf("%v is not refused", forged)
		}
	}
	for _, r := range d.Rows(t, functions().Cloud) {
		if r["name"] == "forged" {
			t.Errorf("a forged row arrived")
		}
	}
}
