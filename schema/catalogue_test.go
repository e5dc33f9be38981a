package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
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
			if c.Type == abi.Blob && c.Class != abi.Hash && c.Class != abi.OpaqueBlob {
				t.Errorf("%s.%s is a blob of class %s", table.FullName(), c.Name, c.Class)
			}
		}
	}
}

func TestCatalogue_Evidence(t *testing.T) {
	for _, table := range Synced() {
		for _, c := range table.Carried() {
			if !c.Type.Fixed() && (c.Holds == "" || c.Evidence == "") {
				t.Errorf("%s.%s does not say what it holds and what fills it", table.FullName(), c.Name)
			}
		}
	}
}

func TestParse_Evidence(t *testing.T) {
	const table = `{"tables": [{"name": "t", "class": "SYNC", "columns": [{"name": "c", "type": "TEXT", %s}]}]}`
	for _, c := range []struct{ column, want string }{
		{`"class": "path", "holds": "file", "evidence": "writer.rs insert"`, ""},
		{`"class": "path", "evidence": "writer.rs insert"`, "t.c: does not say what it holds and what fills it"},
		{`"class": "path", "holds": "file"`, "t.c: does not say what it holds and what fills it"},
		{`"class": "path", "local": true`, ""},
		{`"class": "path", "holds": "file", "evidence": "no writer found"`, "t.c: is path, and no writer is known"},
		{`"class": "safe", "holds": "word", "evidence": "no writer found; insert is called by nothing"`, "t.c: is safe, and no writer is known"},
		{`"class": "free_text", "holds": "word", "evidence": "no writer found"`, ""},
		{`"class": "code", "holds": "text", "evidence": "no writer found"`, ""},
	} {
		var got string
		if _, err := parse(fmt.Appendf(nil, table, c.column)); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.column, got, c.want)
		}
	}
}

func TestDatabase_Bare(t *testing.T) {
	changed := func(change func(*Column)) bool {
		db := *Databases()[0]
		table, column := *db.Tables[0], *db.Tables[0].Columns[0]
		change(&column)
		table.Columns = append([]*Column{&column}, table.Columns[1:]...)
		db.Tables = append([]*Table{&table}, db.Tables[1:]...)
		before, _ := json.Marshal(Databases()[0].bare())
		after, _ := json.Marshal(db.bare())
		return !bytes.Equal(before, after)
	}
	if changed(func(c *Column) { c.Holds, c.Evidence = "another sentence", "another file" }) {
		t.Error("a sentence changes what the catalogue decides")
	}
	if !changed(func(c *Column) { c.ClassName = "code" }) {
		t.Error("a class does not change what the catalogue decides")
	}
}

func TestDatabase_NamesInAnyCase(t *testing.T) {
	db := Databases()[0]
	for _, name := range []string{"functions", "Functions", "FUNCTIONS"} {
		if table := db.Table(name); table == nil || table.Column("FILE") == nil {
			t.Errorf("%s is not known", name)
		}
	}
	if db.Table("\u017fecrets") != nil { // a long s folds to s, but not in SQLite
		t.Error("a letter that is no ASCII letter is folded")
	}
}

func TestCatalogue_References(t *testing.T) {
	for _, db := range Databases() {
		for _, table := range db.Tables {
			for _, r := range table.References() {
				to := db.Table(r.Table)
				if to == nil || len(r.Columns) == 0 || len(r.Columns) != len(r.References) {
					t.Fatalf("%s: a reference to %s leads nowhere", table.FullName(), r.Table)
				}
				for i := range r.Columns {
					if table.Column(r.Columns[i]) == nil || to.Column(r.References[i]) == nil {
						t.Errorf("%s.%s refers to %s.%s", table.FullName(), r.Columns[i], r.Table, r.References[i])
					}
				}
			}
		}
	}
}

func TestCatalogue_WhatStays(t *testing.T) {
	for _, db := range Databases() {
		stays := map[string]bool{}
		for _, s := range db.Stays {
			if stays[s.Name] = true; s.Why == "" || db.Table(s.Name) != nil && db.Table(s.Name).Syncs() {
				t.Errorf("%s.%s stays for no reason, or leaves", db.Name, s.Name)
			}
		}
		for _, table := range db.Tables {
			if !table.Syncs() && !stays[table.Name] {
				t.Errorf("%s stays and does not say why", table.FullName())
			}
			for _, c := range table.Columns {
				if c.Local && !stays[table.Name+"."+c.Name] {
					t.Errorf("%s.%s stays and does not say why", table.FullName(), c.Name)
				}
			}
		}
		if !db.StaysHere(strings.ToUpper(db.Stays[0].Name)) || db.StaysHere("later") {
			t.Errorf("%s: what stays is not found by name", db.Name)
		}
	}
}
