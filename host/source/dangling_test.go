package source

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/driftsync/driftsync/schema"
)

func TestDatabase_Dangling(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	root, _ := project(t,
		"INSERT INTO functions(id, file, name, language, line, end_line) VALUES (1, 'a.go', 'f', 'Go', 1, 2)",
		"INSERT INTO call_edges(caller_id, callee_id, resolution, confidence, call_site_line) VALUES (0, 1, 'same_file', 1, 1), (1, 2, 'same_file', 1, 2)",
		"INSERT INTO violations(id, file, line, severity, pattern_id, rule_id, message) VALUES ('v', 'a.go', 1, 'error', 'p', 'r', 'm')",
		"INSERT INTO feedback(violation_id, pattern_id, detector_id, action) VALUES ('v', 'p', 'd', 'fix'), ('gone', 'p', 'd', 'fix')",
		"INSERT INTO migration_projects(id, name, source_language, target_language) VALUES (1, 'p', 'Go', 'Rust')",
		"INSERT INTO migration_modules(project_id, module_name) VALUES (1, 'm')",
		"DROP TABLE constraints",
		"PRAGMA foreign_keys=OFF",
		"INSERT INTO constraint_verifications(constraint_id, passed, violations) VALUES ('c', 1, '[]')")
	d, err := Open(t.Context(), root, schema.Databases()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var got []Dangling
	for i := range d.Tables {
		found, err := d.Dangling(t.Context(), &d.Tables[i])
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, found...)
	}
	want := []Dangling{
		{"drift.call_edges", "caller_id", "functions.id", 2}, // node numbers, also where one is the id of a function by chance
		{"drift.call_edges", "callee_id", "functions.id", 2},
		{"drift.constraint_verifications", "constraint_id", "constraints.id", 1}, // the table is not there
		{"drift.feedback", "violation_id", "violations.id", 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDescribeDangling(t *testing.T) {
	one := Dangling{"drift.feedback", "violation_id", "violations.id", 1}
	many := []Dangling{one, {"a.b", "c", "d.e", 1200}, {"a.b", "f", "d.e", 3}, {"a.b", "g", "d.e", 2}, {"a.b", "h", "d.e", 1}, {"a.b", "i", "d.e", 1}}
	for _, c := range []struct {
		all  []Dangling
		want string
	}{
		{nil, ""},
		{[]Dangling{one}, "1 reference points to no row: drift.feedback.violation_id 1"},
		{many, "1,208 references point to no row: a.b.c 1,200, a.b.f 3, a.b.g 2, drift.feedback.violation_id 1, and 2 more columns"},
	} {
		if got := DescribeDangling(c.all); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
