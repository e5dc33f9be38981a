package schema

import (
	"fmt"
	"strings"
)

// LocalDDL returns the statements that make the table as Drift makes it, without a
// final semicolon. Columns that a later schema version adds are included up to that
// version.
func (t *Table) LocalDDL(version int) []string {
	if t.Virtual != nil {
		return []string{fmt.Sprintf("CREATE VIRTUAL TABLE %s USING %s(%s)",
			t.Name, t.Virtual.Module, strings.Join(t.Virtual.Args, ", "))}
	}
	var parts []string
	inline := t.Autoincrement || len(t.PrimaryKey) == 1 && t.Column(t.PrimaryKey[0]).TypeName == "INTEGER"
	for _, c := range t.Columns {
		if c.Since <= version {
			parts = append(parts, t.localColumn(c, inline))
		}
	}
	if len(t.PrimaryKey) > 0 && !inline {
		parts = append(parts, "PRIMARY KEY ("+strings.Join(t.PrimaryKey, ", ")+")")
	}
	for _, u := range t.Unique {
		parts = append(parts, "UNIQUE ("+strings.Join(u, ", ")+")")
	}
	for _, f := range t.ForeignKeys {
		clause := fmt.Sprintf("FOREIGN KEY (%s) REFERENCES %s(%s)",
			strings.Join(f.Columns, ", "), f.Table, strings.Join(f.References, ", "))
		if f.OnDelete != "" {
			clause += " ON DELETE " + f.OnDelete
		}
		parts = append(parts, clause)
	}
	if t.Check != "" {
		parts = append(parts, "CHECK ("+t.Check+")")
	}
	table := fmt.Sprintf("CREATE TABLE %s (\n  %s\n)", t.Name, strings.Join(parts, ",\n  "))
	if t.Strict {
		table += " STRICT"
	}
	return append([]string{table}, t.localIndexes()...)
}

func (t *Table) localColumn(c *Column, inline bool) string {
	s := c.Name + " " + c.TypeName
	if inline && c.Name == t.PrimaryKey[0] {
		s += " PRIMARY KEY"
		if t.Autoincrement {
			s += " AUTOINCREMENT"
		}
	}
	if c.NotNull {
		s += " NOT NULL"
	}
	if c.Default != nil {
		s += " DEFAULT " + defaultExpr(*c.Default)
	}
	return s
}

// defaultExpr wraps a default that is an expression, as SQLite's grammar wants it.
func defaultExpr(s string) string {
	if strings.Contains(s, "(") && !strings.HasPrefix(s, "(") {
		return "(" + s + ")"
	}
	return s
}

func (t *Table) localIndexes() []string {
	var all []string
	for _, i := range t.Indexes {
		unique := ""
		if i.Unique {
			unique = "UNIQUE "
		}
		all = append(all, fmt.Sprintf("CREATE %sINDEX %s ON %s(%s)", unique, i.Name, t.Name, strings.Join(i.Columns, ", ")))
	}
	return all
}
