package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
)

// said returns what a person reads of a push.
func said(t *testing.T, r *host.Result) string {
	t.Helper()
	var b strings.Builder
	if err := (&pushReport{Result: r}).print(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPushReport_Unchanged(t *testing.T) {
	r := &host.Result{Destination: "file:out.db", Unchanged: true}
	if got, want := said(t, r), "Nothing changed since the last push to file:out.db.\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	r.Tables = []host.TableResult{{Counts: sink.Counts{Read: 3, Unchanged: 2, Quarantined: 1}}, {}}
	if got, want := said(t, r), "Nothing changed since the last push to file:out.db.\n2 rows in 1 table are up to date.\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	r.Tables = nil
	r.Unasked = "the destination does not answer"
	if got, want := said(t, r), "Nothing changed since the last push to file:out.db.\nWhether it still has that push could not be asked: the destination does not answer.\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	r.DryRun = true
	if got, want := said(t, r), "Dry run: nothing changed since the last push to file:out.db.\nA push would send nothing, so there is no plan.\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Of the counts, those that say nothing are left out.
func TestPushReport_Columns(t *testing.T) {
	r := &host.Result{Tables: []host.TableResult{{Name: "drift.functions", Counts: sink.Counts{Read: 3, Sent: 1, Dropped: 2}}}}
	got := said(t, r)
	if !strings.Contains(got, "read  sent  dropped  quarantined\n") || !strings.Contains(got, "3     1        2            -\n") || !strings.Contains(got, "\n1 row, ") {
		t.Errorf("%s", got)
	}
	r.Tables[0].Counts = sink.Counts{}
	if got := said(t, r); !strings.Contains(got, "these tables are empty here, and there") {
		t.Errorf("%s", got)
	}
}

// A push of many tables has a line for each database, and for each table of which rows
// did not leave.
func TestPushReport_Databases(t *testing.T) {
	r := &host.Result{Tables: []host.TableResult{{Name: "cortex.memories", Counts: sink.Counts{Read: 3, Unchanged: 3}}, {Name: "bridge.bridge_events"}}}
	for i := range listedTables {
		r.Tables = append(r.Tables, host.TableResult{Name: fmt.Sprintf("drift.table%d", i), Counts: sink.Counts{Read: 2, Sent: 2}})
	}
	if got := said(t, r); !strings.Contains(got, "  drift.table0 ") || strings.Contains(got, "-v lists") {
		t.Errorf("%s", got)
	}
	r.Tables = append(r.Tables, host.TableResult{Name: "drift.secrets", Counts: sink.Counts{Read: 5, Sent: 4, Quarantined: 1}})
	want := `
    table                read  unchanged  sent  quarantined
    drift.db, 13 tables    29          -    28            1
      drift.secrets         5          -     4            1
    total                  32          3    28            1
    1 table is empty; 1 table is unchanged; -v lists each table
`
	if got := said(t, r); !strings.Contains(got, want) {
		t.Errorf("%s", got)
	}
}

// Beside long names of tables, a narrow terminal has the counts that matter.
func TestPushReport_Narrow(t *testing.T) {
	r := &host.Result{Rules: map[string]int64{}, Tables: []host.TableResult{{Name: "cortex.memory_embedding_migrations", Counts: sink.Counts{Read: 12345, Unchanged: 2345, Sent: 9999, Quarantined: 1}}}}
	for i := range 12 {
		r.Rules[fmt.Sprintf("redact-default/rule.%d", i)] = int64(i + 1)
	}
	var b strings.Builder
	if err := (&pushReport{Result: r, width: 60}).print(&b); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if len(line) > 60 {
			t.Errorf("%d characters: %s", len(line), line)
		}
	}
	if !strings.Contains(b.String(), "sent  quarantined\n") || !strings.Contains(b.String(), "15  by 5 other rules; -v lists each") {
		t.Error(b.String())
	}
}
