package schema

import (
	"slices"
	"testing"

	"github.com/driftsync/driftsync/abi"
)

func TestCatalogue_Counts(t *testing.T) {
	byDatabase, byPolicy, byTier := map[string]int{}, map[Policy]int{}, map[int]int{}
	for _, db := range Databases() {
		for _, table := range db.Tables {
			byDatabase[db.Name]++
			byPolicy[table.Policy]++
			byTier[table.Tier]++
		}
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"drift", byDatabase[Drift], 45}, {"bridge", byDatabase[Bridge], 6}, {"cortex", byDatabase[Cortex], 41},
		{"SYNC", byPolicy[Sync], 54}, {"REDACT", byPolicy[Redact], 19}, {"LOCAL-ONLY", byPolicy[LocalOnly], 19},
		{"tier 1", byTier[1], 42}, {"tier 2", byTier[2], 19}, {"tier 3", byTier[3], 12},
		{"synced", len(Synced()), 73},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d tables, want %d", c.what, c.got, c.want)
		}
	}
}

func TestCatalogue_CloudNamesAreUniqueAndFree(t *testing.T) {
	tables := map[string]bool{}
	for _, table := range Synced() {
		if tables[table.Cloud] {
			t.Errorf("cloud table %s twice", table.Cloud)
		}
		tables[table.Cloud] = true
		seen := map[string]bool{}
		for _, c := range table.CloudColumns() {
			if seen[c.Name] {
				t.Errorf("%s: column %s twice", table.Cloud, c.Name)
			}
			seen[c.Name] = true
		}
		if seen[LocalID] != (len(table.PrimaryKey) == 1) {
			t.Errorf("%s: local_id and a single key do not go together", table.Cloud)
		}
	}
}

func TestCatalogue_Identity(t *testing.T) {
	for _, table := range Synced() {
		id := table.Identity
		if len(id.Columns) == 0 || table.Rows != State && table.Rows != Log {
			t.Errorf("%s: no identity", table.FullName())
		}
		if table.Rows == Log && len(id.Columns) < 2 {
			t.Errorf("%s: a log row needs its creation time", table.FullName())
		}
		for _, c := range table.Columns {
			if c.Volatile && slices.Contains(id.Columns, c.Name) {
				t.Errorf("%s.%s is volatile and part of the identity", table.FullName(), c.Name)
			}
			if c.Ref != "" && (Find(table.Database, c.Ref) == nil || Find(table.Database, c.Ref).Identity.Renewed == "") {
				t.Errorf("%s.%s refers to no renewed key", table.FullName(), c.Name)
			}
			if c.Type == abi.Blob && c.Class != abi.Hash && c.Class != abi.OpaqueBlob {
				t.Errorf("%s.%s is a blob of class %s", table.FullName(), c.Name, c.Class)
			}
		}
	}
}
