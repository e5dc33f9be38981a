// Package policy is the redaction that driftsync does by default: what has to go
// from a cell follows from the class of its column. The same code runs inside
// WebAssembly and natively.
//
// It is one pass over the bytes with class tables and verifiers at the hits;
// nothing is learned from one row and used on another.
package policy

//go:generate go run ../../sdk/build/vocabulary/generate ../rules tables_gen.go ../manifest.json

import (
	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/code"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/cell"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/path"
	"github.com/driftsync/driftsync/plugins/sdk/person"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/row"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// Policy redacts by class. It keeps buffers between batches and is for one
// goroutine at a time.
type Policy struct {
	names    names
	finder   path.Finder
	people   person.Finder
	settler  cell.Settler
	rescan   func([]byte) ([]edit, bool) // [Policy.scanAgain]
	class    abi.Class                   // of the cell that settles
	batch    *sdk.Batch
	row      int
	column   int
	base     int         // of the text that is read, in the cell
	found    []row.Value // secrets of this batch, for their rows
	index    row.Index
	quoting  []int                   // columns that may quote another cell
	takeOut  func(start, end int)    // a secret of the row
	valueOf  func(*row.Value) []byte // [Policy.value]
	senses   senses
	reader   reader
	judging  reading.Pair
	document reading.Document // of JSON
	member   reading.Pair     // of it that is read
	above    []context        // what is open in it says

	// The cell that is read.
	pending   []edit // of this pass
	nulled    uint8  // the rule that makes it null, ruleCount without one
	again     bool   // what is read is redacted text already
	loud      bool   // what is read is known not to be quiet
	first     int    // nothing stands before it in the text that is read
	marks     []mark // of the text that is read
	line      span   // the line of it that was looked at last, from there on
	judged    judged // for statements
	spans     []code.Span
	tick      int   // the back-tick in it that closes the span which was opened last
	plain     span  // the indented lines of it that are no code
	keyed     []int // separators in it whose keys may say of persons
	view      view.Text
	word      view.Text // of one that is cut
	plainText []byte    // of one that is encoded
	viewed    bool      // something in it calls for a view
	viewing   bool      // the view is read
	passed    span      // the URL in it that was passed last
	rest      [markBytes + 2*markAhead]byte
}

var _ sdk.Policy = (*Policy)(nil)

// New returns the default policy.
func New() *Policy {
	p := new(Policy)
	p.names.machine = path.NewMachine()
	p.names.tables()
	p.settler.Marker, p.rescan = standIn, p.scanAgain
	p.takeOut = func(start, end int) { p.mask(start, end, secretSameRow) }
	p.valueOf = p.value
	p.document.IsLabel = p.isLabel
	p.people = person.Finder{Words: personWords, Known: &p.names.people, Mask: p.maskPerson}
	p.finder = path.Finder{Machine: &p.names.machine, Words: pathWords, Mask: func(start, end int, why path.Reason) { p.mask(start, end, pathRules[why]) }}
	return p
}

// Redact implements [sdk.Policy].
func (p *Policy) Redact(b *sdk.Batch) {
	p.batch, p.found = b, p.found[:0]
	p.names.load(b)
	p.senses = senses{}
	for column := range b.Columns() {
		p.column = column
		p.redactColumn(b.Column(column))
	}
	p.spreadSecrets()
	p.batch = nil
}

// wholeCell reports the classes of which no value may leave as it is.
func wholeCell(c abi.Class) bool {
	switch c {
	case abi.RootPath, abi.Code, abi.Secret, abi.EnvValue, abi.PII, abi.DerivedID:
		return true
	}
	return false
}

// cell redacts one cell of text by its class; an unknown class is null.
func (p *Policy) cell(class abi.Class, s []byte) {
	switch class {
	case abi.Code:
		p.keep(s, false)
		p.batch.Null(p.row, p.column, classCode)
	case abi.Literal:
		if !isLiteral(s) && !p.names.isWord(s) {
			p.keep(s, false)
			p.batch.Null(p.row, p.column, classLiteral)
		}
	case abi.RootPath:
		p.batch.Mask(p.row, p.column, 0, len(s), classRootPath)
	case abi.Secret:
		p.redacted(s, classSecret)
	case abi.EnvValue:
		p.redacted(s, classEnvValue)
	case abi.PII:
		p.pseudonym(s, classPII)
	case abi.DerivedID:
		p.pseudonym(s, classDerivedID)
	case abi.Hash:
		if !isHex(s) {
			p.batch.Null(p.row, p.column, classHash)
		}
	case abi.Path, abi.PathEmbedded, abi.PathJSON, abi.JSON, abi.OpaqueBlob, abi.URL, abi.Identifier, abi.FreeText:
		p.textCell(class, s)
	default:
		p.batch.Null(p.row, p.column, classUnknown)
	}
}

// scan finds what has to go from a cell of a class that may hold anything.
func (p *Policy) scan(class abi.Class, s []byte) {
	switch class {
	case abi.Path:
		p.pathCell(s)
		p.classify(s)
		p.first = 0
		p.secrets(s)
		p.persons(s)
		p.readView(s)
	case abi.PathEmbedded:
		p.text(s, modeEmbedded)
	case abi.PathJSON, abi.JSON, abi.OpaqueBlob:
		p.jsonCell(s)
	case abi.URL:
		p.text(s, modeURL)
	case abi.Identifier, abi.FreeText, abi.Safe, abi.EnvName:
		if !p.personCell(s) {
			p.freeText(s)
		}
	}
}

func isHex(s []byte) bool {
	for ; len(s) >= 8; s = s[8:] {
		if ascii.Class[s[0]]&ascii.Class[s[1]]&ascii.Class[s[2]]&ascii.Class[s[3]]&ascii.Class[s[4]]&ascii.Class[s[5]]&ascii.Class[s[6]]&ascii.Class[s[7]]&ascii.Hex == 0 {
			return false
		}
	}
	for _, c := range s {
		if ascii.Class[c]&ascii.Hex == 0 {
			return false
		}
	}
	return true
}

func (p *Policy) redacted(s []byte, rule uint8) {
	if string(s) == "[REDACTED]" {
		return
	}
	p.keep(s, true)
	p.batch.Mask(p.row, p.column, 0, len(s), rule)
}

func (p *Policy) pseudonym(s []byte, rule uint8) {
	if len(s) > 0 && !abi.IsPseudonym(s) {
		p.batch.Pseudonym(p.row, p.column, 0, len(s), rule)
	}
}

// freeText redacts text that may be JSON.
func (p *Policy) freeText(s []byte) {
	if p.isJSON(s) {
		p.walkJSON(s)
		return
	}
	p.text(s, modeText)
}

func (p *Policy) isJSON(s []byte) bool {
	return len(s) > 0 && ascii.Class[s[0]]&ascii.Word == 0 && p.afterSpaceJSON(s)
}

// afterSpaceJSON is isJSON for what does not begin with a word, which is most text.
func (p *Policy) afterSpaceJSON(s []byte) bool { return p.document.Begins(s, 0) && p.validJSON(s) }

const minSecret = 9 // bytes of the shortest text with a key and a secret in it

// text runs the scanners on s, if anything in it calls for them.
func (p *Policy) text(s []byte, m mode) {
	if !p.loud && p.quiet(s, false) {
		return
	}
	p.statements(s)
	if len(s) >= minSecret {
		p.secrets(s)
	}
	p.paths(s, m)
	p.persons(s)
	p.readView(s)
}

// secret masks a secret and remembers it for the other cells of its row.
func (p *Policy) secret(s []byte, start, end int, rule uint8) {
	if marker.End(s, start) == end {
		return
	}
	p.mask(start, end, rule)
	if !p.again && spreads(s[start:end]) {
		start, end = p.place(start, end)
		p.found = append(p.found, row.Value{Row: p.row, Column: p.column, Start: start, End: end, Names: true})
	}
}
