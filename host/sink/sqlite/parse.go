package sqlite

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
)

// SQLite writes from one goroutine at a time, so what needs no SQLite is done in another:
// a part's rows are taken out of their JSON, and checked, while those before them are
// written.

// cell is the value that one parameter of a statement has from a row on.
type cell struct {
	column int
	kind   cellKind
	number uint64 // of an integer, or the bits of a floating-point number
	text   []byte
}

type cellKind byte

const (
	nullCell cellKind = iota
	intCell
	floatCell
	textCell
)

// parsed is one row of a part.
type parsed struct {
	cells []cell // those that are other than in the row before
	code  string // why the row is refused; it has no cells then
	again bool   // a row with this id may be in the table already
}

// blockRows is the number of rows that are handed over at a time, and blocksAhead how
// many blocks may wait.
const (
	blockRows   = 128
	blocksAhead = 2
)

// block is rows that are handed over together.
type block struct {
	rows  []parsed
	cells []cell // of the rows
}

// blocks are used again.
var blocks = sync.Pool{New: func() any { return new(block) }}

// parser takes rows out of the JSON of a part.
type parser struct {
	part          *sink.Part
	i             *insert
	source, epoch token  // of the lease
	now           string // for the literal "now"
	ids           *idSet // of the rows before, where the table is being loaded; else nil
	last, values  []token
	buffer        []byte
}

// each calls f with every row, in order, and parses rows in another goroutine meanwhile.
// It ends when both have.
func (p *parser) each(f func(row int, r parsed) error) error {
	full, stop := make(chan *block, blocksAhead), make(chan struct{})
	var malformed error // is set before full is closed
	go func() {
		defer close(full)
		malformed = p.parse(full, stop)
	}()
	row := 0
	var failed error
	for b := range full {
		for _, r := range b.rows {
			if failed != nil {
				break
			}
			if failed = f(row, r); failed != nil {
				close(stop)
			}
			row++
		}
		blocks.Put(b)
	}
	if failed != nil {
		return failed
	}
	return malformed
}

// parse hands over blocks of rows until the part ends or somebody stops it.
func (p *parser) parse(full chan<- *block, stop <-chan struct{}) error {
	for from := 0; from < p.part.Rows(); from += blockRows {
		b := blocks.Get().(*block)
		b.rows, b.cells = b.rows[:0], b.cells[:0]
		for row := from; row < min(from+blockRows, p.part.Rows()); row++ {
			if !p.row(row, b) {
				return fault.New(fault.Internal, "a part of "+p.part.Table.FullName()+" is malformed", bugHint, errBody)
			}
		}
		select {
		case full <- b:
		case <-stop:
			return nil
		}
	}
	return nil
}

// row parses one row into b. It is not ok where the part is malformed.
func (p *parser) row(row int, b *block) (ok bool) {
	from, to := p.part.Offsets[row], p.part.Offsets[row+1]
	if from > to || int(to) > len(p.part.Body) || !scanRow(p.part.Body[from:to], p.i.keys, p.values) {
		return false
	}
	r := parsed{code: codeEpoch}
	if p.isOurs() {
		r.again = p.ids.knows(p.values[p.i.id])
		r.cells, r.code = p.cells(b)
	}
	b.rows = append(b.rows, r)
	return true
}

// cells converts those values of the row at hand that are other than in the last one that
// was not refused: a parameter keeps its value until it gets another, and most cells of a
// part are as above.
func (p *parser) cells(b *block) (changed []cell, code string) {
	first := len(b.cells)
	for k, v := range p.values {
		if bytes.Equal(p.last[k], v) {
			continue
		}
		c, code := p.cell(k, v)
		if code != "" {
			b.cells = b.cells[:first]
			return nil, code
		}
		b.cells = append(b.cells, c)
	}
	copy(p.last, p.values)
	return b.cells[first:len(b.cells):len(b.cells)], ""
}

// isOurs reports whether the row at hand belongs to the lease.
func (p *parser) isOurs() bool {
	i := p.i
	return i.source >= 0 && i.epoch >= 0 && bytes.Equal(p.values[i.source], p.source) && bytes.Equal(p.values[i.epoch], p.epoch)
}

// cell converts a value to what its column holds, or says why the row is refused.
func (p *parser) cell(k int, v token) (cell, string) {
	c := cell{column: k}
	if v.isNull() {
		return c, ""
	}
	raw := []byte(v)
	if v.isString() {
		var ok bool
		if raw, p.buffer, ok = v.text(p.buffer); !ok {
			return c, codeText
		}
	}
	switch p.i.types[k] {
	case "BIGINT":
		return c, c.setInt(raw)
	case "DOUBLE PRECISION":
		return c, c.setFloat(raw)
	case "BOOLEAN":
		return c, c.setBool(raw)
	case "TIMESTAMPTZ":
		return c, c.setTime(raw, p.now)
	case "UUID":
		return c, c.setUUID(raw)
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return c, codeText
	}
	if v.isString() && len(raw) < len(v)-2 { // it had escapes, and the buffer is used again
		raw = bytes.Clone(raw)
	}
	return c, c.setText(raw)
}

func (c *cell) setText(raw []byte) (code string) {
	c.kind, c.text = textCell, raw
	return ""
}

func (c *cell) setInt(raw []byte) (code string) {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return codeRange
	}
	if err != nil {
		return codeForm
	}
	c.kind, c.number = intCell, uint64(n)
	return ""
}

func (c *cell) setFloat(raw []byte) (code string) {
	var f float64
	switch string(raw) {
	case "Infinity":
		f = math.Inf(1)
	case "-Infinity":
		f = math.Inf(-1)
	default:
		if len(raw) == 0 || raw[0] != '-' && (raw[0] < '0' || raw[0] > '9') || scanNumber(raw) != len(raw) {
			return codeForm
		}
		var err error
		if f, err = strconv.ParseFloat(string(raw), 64); err != nil {
			return codeRange
		}
	}
	c.kind, c.number = floatCell, math.Float64bits(f)
	return ""
}

func (c *cell) setBool(raw []byte) (code string) {
	c.kind = intCell
	switch string(raw) {
	case "true", "1":
		c.number = 1
	case "false", "0":
	default:
		return codeForm
	}
	return ""
}

func (c *cell) setTime(raw []byte, now string) (code string) {
	if string(raw) == "now" {
		return c.setText([]byte(now))
	}
	at, err := time.Parse(time.RFC3339Nano, string(raw))
	if err != nil {
		return codeForm
	}
	return c.setText([]byte(timestamp(at)))
}

func (c *cell) setUUID(raw []byte) (code string) {
	id, err := uuid.ParseBytes(raw)
	if err != nil || len(raw) != 36 {
		return codeForm
	}
	return c.setText([]byte(id.String()))
}

// bind gives the value to its parameter.
func (c *cell) bind(to *sqlite3.Stmt) error {
	switch c.kind {
	case intCell:
		return to.BindInt64(c.column+1, int64(c.number))
	case floatCell:
		return to.BindFloat(c.column+1, math.Float64frombits(c.number))
	case textCell:
		return to.BindRawText(c.column+1, c.text)
	}
	return to.BindNull(c.column + 1)
}
