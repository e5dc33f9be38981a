package apidoc

import (
	_ "embed"
	"slices"
	"strings"
	"text/template"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

//go:embed columns.md.tmpl
var columnsPage string

// ClassLine is a line of the legend: what leaves of the columns of a class.
type ClassLine struct {
	Name, Leaves string
	Columns      int
}

// leaves says of a class what the default plugin and the guard let out.
var leaves = map[abi.Class]string{
	abi.Safe:         "the cell, where it is a word, a number or a time; else null",
	abi.Identifier:   "the cell, without paths, secrets and persons; null or `[CODE]` where it is no name",
	abi.EnvName:      "the cell, where it is a name; a value never",
	abi.Path:         "the path, relative to the root; outside it the file name alone; null or `[CODE]` where it is no path",
	abi.RootPath:     "an empty text",
	abi.PathEmbedded: "the cell, each path in it as above",
	abi.PathJSON:     "the JSON, each path in it as above",
	abi.Code:         "null",
	abi.Literal:      "a number, a boolean or a listed word; else null",
	abi.Secret:       "`[REDACTED]`",
	abi.EnvValue:     "`[REDACTED]`",
	abi.URL:          "the route or URL, without credentials",
	abi.FreeText:     "the text, without paths of this machine, secrets, statements of code and persons",
	abi.JSON:         "the JSON, likewise string by string",
	abi.PII:          "a pseudonym",
	abi.Hash:         "a digest of the digest, under a key",
	abi.DerivedID:    "a pseudonym",
	abi.OpaqueBlob:   "what it holds, as JSON, redacted likewise",
}

// short says the same in the lines of a table.
var short = map[abi.Class]string{
	abi.Safe: "as it is", abi.Identifier: "redacted", abi.EnvName: "as it is", abi.Path: "relative", abi.RootPath: "empty",
	abi.PathEmbedded: "relative paths", abi.PathJSON: "relative paths", abi.Code: "null", abi.Literal: "numbers and words, else null",
	abi.Secret: "`[REDACTED]`", abi.EnvValue: "`[REDACTED]`", abi.URL: "redacted", abi.FreeText: "redacted", abi.JSON: "redacted",
	abi.PII: "pseudonym", abi.Hash: "keyed digest", abi.DerivedID: "pseudonym", abi.OpaqueBlob: "redacted JSON",
}

// Columns returns the page of what each column holds and what leaves of it.
func Columns() (string, error) {
	return write("columns.md", columnsPage, template.FuncMap{
		"synced":    synced,
		"told":      told,
		"numbers":   numbers,
		"leaves":    func(c *schema.Column) string { return said(short, c.Class) },
		"unwritten": func(c *schema.Column) bool { return strings.HasPrefix(c.Evidence, schema.NoWriter) },
	}, struct {
		Classes   []ClassLine
		Databases []*schema.Database
	}{Classes(), schema.Databases()})
}

// Classes returns the legend: each class that a text column has which leaves.
func Classes() (lines []ClassLine) {
	n := make(map[abi.Class]int)
	for _, t := range schema.Synced() {
		for _, c := range t.Carried() {
			if !c.Type.Fixed() {
				n[c.Class]++
			}
		}
	}
	for _, class := range abi.Classes() {
		if n[class] > 0 {
			lines = append(lines, ClassLine{class.String(), said(leaves, class), n[class]})
		}
	}
	return lines
}

func synced(db *schema.Database) []*schema.Table {
	return slices.DeleteFunc(slices.Clone(db.Tables), func(t *schema.Table) bool { return !t.Syncs() })
}

// told returns the columns that say what they hold.
func told(t *schema.Table) []*schema.Column {
	return slices.DeleteFunc(t.Carried(), func(c *schema.Column) bool { return c.Holds == "" })
}

// numbers lists the others, whose names say it.
func numbers(t *schema.Table) string {
	var names []string
	for _, c := range t.Carried() {
		if c.Holds == "" {
			names = append(names, "`"+c.Name+"`")
		}
	}
	return strings.Join(names, ", ")
}
