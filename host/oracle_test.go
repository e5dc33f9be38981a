package host_test

import (
	"context"
	"encoding/hex"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/zstd"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/schema"
)

// The oracle says what has to be at the destination for a row of a source. It knows the
// table of classes, and nothing of the engine, of plugins or of the guard. Every cell of
// the projects of these tests is decided by it: their texts hold nothing to redact but
// the project's root and the code under the keys of JSON.
//
// What cannot be foretold byte by byte is held to its form: digests and pseudonyms, and
// the numbers that stand in for keys that Drift renews. A reference to such a key counts
// as the cells that name the row it points to, so that it has to join to the same row.
// Volatile columns are sent with a change of something else only, and are not compared.

const null = "\x00"

// Forms of cells that are compared by form.
const (
	someDigest    = "[digest]"
	somePseudonym = "[pseudonym]"
	someNumber    = "[number]"
)

var (
	underCodeKey = regexp.MustCompile(`"(code|context|snippet|bad_example|good_example|signature)":"(?:[^"\\]|\\.)*"`)
	listOfCode   = regexp.MustCompile(`"examples":\["(?:[^"\\]|\\.)*"(?:,"(?:[^"\\]|\\.)*")*\]`)
	fileOfGene   = regexp.MustCompile(`"file":"(?:[^"\\]|\\.)*"`)
	statement    = regexp.MustCompile(`"(actual|expected)":"(?:[^"\\]|\\.)*\{"`) // the head of a function, with its brace
	textInList   = regexp.MustCompile(`([\[,])"(?:[^"\\]|\\.)*"`)
	listOfPeople = regexp.MustCompile(`"(participants|attendees)":\[[^\]]*\]`)
	anyPseudonym = regexp.MustCompile(`\[P:[A-Z2-7]{16}\]`)
	literalForm  = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)
	digestForm   = regexp.MustCompile(`^[0-9a-f]{2,}$`)
	pseudonym    = regexp.MustCompile(`^\[P:[A-Z2-7]{16}\]$`)
)

// compared returns the columns of a table that the oracle decides.
func compared(t *schema.Table) []*schema.Column {
	return slices.DeleteFunc(t.Carried(), func(c *schema.Column) bool { return c.Volatile })
}

// fate returns what the default policy leaves of a cell.
func (w *world) fate(c *schema.Column, t *schema.Table, cell string) string {
	if cell == null {
		return null
	}
	if c.Name == t.Identity.Renewed {
		return someNumber
	}
	switch c.Class {
	case abi.Code:
		return null
	case abi.Secret, abi.EnvValue:
		return "[REDACTED]"
	case abi.RootPath:
		return ""
	case abi.PII, abi.DerivedID:
		return somePseudonym
	case abi.Hash:
		return someDigest
	case abi.Literal:
		if literalForm.MatchString(cell) || slices.Contains(schema.Databases()[0].Words, cell) {
			return cell
		}
		return null
	case abi.OpaqueBlob:
		return w.fateOfJSON(decoded(cell))
	}
	if t.Name == "dna_genes" && c.Name == "alleles" {
		cell = fileOfGene.ReplaceAllString(cell, `"file":"[CODE]"`) // source, whatever the key says
	}
	if c.Class.IsJSON() {
		return w.fateOfJSON(cell)
	}
	return w.relative(cell)
}

func (w *world) fateOfJSON(text string) string {
	text = underCodeKey.ReplaceAllString(w.relative(text), `"$1":"[CODE]"`)
	text = statement.ReplaceAllString(text, `"$1":"[CODE]"`)
	text = listOfPeople.ReplaceAllStringFunc(text, func(list string) string {
		return textInList.ReplaceAllString(list, `$1"`+somePseudonym+`"`)
	})
	return listOfCode.ReplaceAllStringFunc(text, func(list string) string {
		return textInList.ReplaceAllString(list, `$1"[CODE]"`)
	})
}

// relative takes the root out of a text, in the two spellings in which Drift writes it.
func (w *world) relative(text string) string {
	for _, root := range []string{w.root, w.born} {
		text = strings.NewReplacer(root+"/", "", strings.ReplaceAll(root, "/", "-")+"-", "").Replace(text)
	}
	return text
}

// decoded returns what a snapshot of a memory holds.
func decoded(cell string) string {
	packed, err := hex.DecodeString(cell)
	if err != nil {
		return err.Error()
	}
	d, err := zstd.NewReader(nil)
	if err != nil {
		return err.Error()
	}
	defer d.Close()
	text, err := d.DecodeAll(packed, nil)
	if err != nil {
		return null
	}
	return string(text)
}

// form brings a cell of the destination to the form that [world.fate] gives.
func form(c *schema.Column, t *schema.Table, cell string) string {
	switch {
	case cell == null:
	case c.Name == t.Identity.Renewed:
		return someNumber
	case c.Class == abi.Hash && digestForm.MatchString(cell):
		return someDigest
	case (c.Class == abi.PII || c.Class == abi.DerivedID) && pseudonym.MatchString(cell):
		return somePseudonym
	}
	return anyPseudonym.ReplaceAllString(cell, somePseudonym)
}

// withhold does what the policy of examples/policies/tables does to a row. It returns
// false where the row does not leave.
func withhold(t *schema.Table, cells []string) bool {
	set := func(column, to string) {
		if i := slices.IndexFunc(compared(t), func(c *schema.Column) bool { return c.Name == column }); cells[i] != null {
			cells[i] = to
		}
	}
	switch t.FullName() {
	case "drift.constants":
		set("value", null)
	case "drift.decisions":
		set("description", "[WITHHELD]")
	case "drift.gate_results":
		i := slices.IndexFunc(compared(t), func(c *schema.Column) bool { return c.Name == "passed" })
		return cells[i] != "0"
	case "drift.secrets", "drift.env_variables":
		return false
	}
	return true
}

// stripped is what stays of a row of a log that cannot be redacted again.
func stripped(t *schema.Table, cells []string) []string {
	kept := slices.Clone(cells)
	for i, c := range compared(t) {
		if c.Class != abi.Safe {
			kept[i] = null
		}
	}
	return kept
}

// local returns the cells that have to leave of each row of a table, and what tells the
// row from others.
func (w *world) local(t *schema.Table) (rows [][]string, identities []string) {
	w.rawDistinct = make([]map[string]bool, len(compared(t)))
	columns := compared(t)
	var list []string
	for _, c := range columns {
		list = append(list, inSource(c))
	}
	for _, name := range t.Identity.Columns {
		list = append(list, `"`+name+`"`)
	}
	where := ""
	if t.FullName() == poisoned {
		where = " WHERE " + wholesome
	}
	for _, row := range w.query(w.path(t.Database), "SELECT "+strings.Join(list, ", ")+" FROM "+t.Name+where) {
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = w.fate(c, t, row[i])
			if when := slices.IndexFunc(columns, func(other *schema.Column) bool { return other.Name == c.When }); when >= 0 && row[when] != "1" {
				cells[i] = null
			}
		}
		if w.strict && !withhold(t, cells) {
			identities, rows = append(identities, strings.Join(row[len(columns):], "|")), append(rows, nil)
			continue
		}
		distinct(w.rawDistinct, columns, row)
		rows = append(rows, cells)
		identities = append(identities, strings.Join(row[len(columns):], "|"))
	}
	return rows, identities
}

// distinct notes the cells of which only the form is compared: two that differ must
// differ at the destination, and two that are equal must be equal there.
func distinct(of []map[string]bool, columns []*schema.Column, row []string) {
	for i, c := range columns {
		if c.Class != abi.Hash && c.Class != abi.PII && c.Class != abi.DerivedID || row[i] == null {
			continue
		}
		if of[i] == nil {
			of[i] = make(map[string]bool)
		}
		of[i][row[i]] = true
	}
}

func (w *world) path(database string) string {
	i := slices.IndexFunc(schema.Databases(), func(d *schema.Database) bool { return d.Name == database })
	return filepath.Join(w.root, filepath.FromSlash(schema.Databases()[i].File))
}

// inSource is a cell of a source as SQL that writes it as text.
func inSource(c *schema.Column) string {
	name := `"` + c.Name + `"`
	switch {
	case c.Type == abi.Float:
		name = "printf('%.6f', " + name + ")"
		return `CASE WHEN "` + c.Name + `" IS NULL THEN char(0) ELSE ` + name + " END"
	case c.Type == abi.Blob:
		name = `CASE WHEN "` + c.Name + `" IS NULL THEN NULL ELSE hex("` + c.Name + `") END`
	}
	return "coalesce(" + name + ", char(0))"
}

// inFile is a cell of a file sink as SQL that writes it as text.
func inFile(c *schema.Column) string {
	name := `"` + c.InCloud() + `"`
	if c.Type == abi.Float {
		return "CASE WHEN " + name + " IS NULL THEN char(0) ELSE printf('%.6f', " + name + ") END"
	}
	return "coalesce(" + name + ", char(0))"
}

// inPostgres is a cell in Postgres as SQL that writes it as text. Postgres has no NUL.
func inPostgres(c *schema.Column) string {
	name := pgx.Identifier{c.InCloud()}.Sanitize()
	switch {
	case c.Boolean:
		return name + "::int::text"
	case c.Type == abi.Float:
		return "round(" + name + "::numeric, 6)::text"
	}
	return name + "::text"
}

// liveInFile returns the live rows of a table in a file sink.
func (w *world) liveInFile(t *schema.Table) [][]string {
	var list []string
	for _, c := range compared(t) {
		list = append(list, inFile(c))
	}
	return w.query(w.out, "SELECT "+strings.Join(list, ", ")+" FROM "+t.Cloud+" WHERE removed_at IS NULL AND sync_source_id = '"+w.source+"'")
}

// live returns the live rows of a table of one source, as [world.liveInFile] does.
func (c *cloud) live(w *world) func(t *schema.Table) [][]string {
	return func(t *schema.Table) [][]string {
		var list []string
		for _, column := range compared(t) {
			list = append(list, inPostgres(column))
		}
		rows, err := c.Pool().Query(context.Background(), "select array["+strings.Join(list, ", ")+"] from "+
			t.Cloud+" where removed_at is null and sync_source_id = $1", w.source)
		if err != nil {
			w.tb.Fatal(err)
		}
		all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (cells []string, err error) {
			var found []*string
			err = row.Scan(&found)
			for _, cell := range found {
				if cell == nil {
					cell = new(string(null))
				}
				cells = append(cells, *cell)
			}
			return cells, err
		})
		if err != nil {
			w.tb.Fatal(err)
		}
		return all
	}
}
