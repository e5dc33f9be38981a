package sdk

import (
	"github.com/driftsync/driftsync/abi"
)

// Policy decides what has to go from a batch.
//
// What it answers for a row may depend on that row, the columns and the context
// only: the host compares answers over batches that are split and ordered
// otherwise.
type Policy interface {
	Redact(*Batch)
}

// PolicyFunc is a function as a [Policy].
type PolicyFunc func(*Batch)

// Redact calls f.
func (f PolicyFunc) Redact(b *Batch) { f(b) }

// Batch is one frame and the answer to it. It is valid during one call of
// [Policy.Redact]; so are all bytes that it hands out.
type Batch struct {
	frame   abi.Frame
	columns []abi.Column
	edits   []abi.Directive
	sorted  []abi.Directive
	counts  []uint32
	ordered bool // edits stand in wire order already, without overlap
	answer  []byte
}

// Table returns the name of the table, "drift.functions" for example.
func (b *Batch) Table() []byte { return b.frame.Table() }

// Rows returns the number of rows.
func (b *Batch) Rows() int { return b.frame.Rows() }

// Columns returns the number of columns.
func (b *Batch) Columns() int { return len(b.columns) }

// Column returns column i, 0 <= i < Columns().
func (b *Batch) Column(i int) *abi.Column { return &b.columns[i] }

// ContextLen returns the number of context entries.
func (b *Batch) ContextLen() int { return b.frame.ContextLen() }

// Context returns context entry i, 0 <= i < ContextLen().
func (b *Batch) Context(i int) (abi.ContextKind, []byte) { return b.frame.Context(i) }

// Mask puts the marker of a rule instead of bytes [start,end) of a text cell.
// Both must stand between characters. An empty span is ignored; where spans
// overlap, the bytes of both go.
func (b *Batch) Mask(row, column, start, end int, rule uint8) {
	if start < end {
		b.add(abi.Directive{Row: uint32(row), Column: uint16(column), Op: abi.Mask, Rule: rule, Start: uint32(start), End: uint32(end)})
	}
}

// Pseudonym puts a keyed pseudonym instead of bytes [start,end) of a text cell,
// under the conditions of [Batch.Mask].
func (b *Batch) Pseudonym(row, column, start, end int, rule uint8) {
	if start < end {
		b.add(abi.Directive{Row: uint32(row), Column: uint16(column), Op: abi.Pseudonym, Rule: rule, Start: uint32(start), End: uint32(end)})
	}
}

// Null makes a cell null. It overrides every span of the cell.
func (b *Batch) Null(row, column int, rule uint8) {
	b.add(abi.Directive{Row: uint32(row), Column: uint16(column), Op: abi.Null, Rule: rule})
}

// DropRow keeps a row from leaving. It overrides everything else of the row.
func (b *Batch) DropRow(row int, rule uint8) {
	b.add(abi.Directive{Row: uint32(row), Op: abi.DropRow, Rule: rule})
}

func (b *Batch) add(d abi.Directive) {
	if b.ordered && len(b.edits) > 0 {
		b.ordered = follows(&b.edits[len(b.edits)-1], &d)
	}
	b.edits = append(b.edits, d)
}

// run gives a frame to a policy and returns the encoded answer, which stays
// valid until the next run.
func (b *Batch) run(p Policy, frame []byte) ([]byte, error) {
	f, err := abi.DecodeFrame(frame)
	if err != nil {
		return nil, err
	}
	b.frame = f
	b.columns = b.columns[:0]
	for i := range f.Columns() {
		b.columns = append(b.columns, f.Column(i))
	}
	b.edits, b.ordered = b.edits[:0], true
	p.Redact(b)
	edits := b.edits
	if !b.ordered {
		edits = b.arrange()
	}
	list := abi.NewDirectives(b.answer, f.Rows())
	for i := range edits {
		list.Append(edits[i])
	}
	b.answer = list.Bytes()
	return b.answer, nil
}
