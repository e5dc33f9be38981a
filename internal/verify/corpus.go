package verify

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"math/rand/v2"
	"slices"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/schema"
)

// sheetRows is the number of rows of each table. Every second one of a column is a
// canary, so that each kind has a turn before and after null, clean and empty cells.
const sheetRows = 24

// Corpus is rows for each of the synced tables, with values planted in them that a
// plugin which claims their class has to take away.
type Corpus struct {
	sheets []*sheet
	place  *place
}

// sheet is the rows of one table.
type sheet struct {
	rows     *batch.Batch
	canaries []canary
	kinds    map[abi.Class][]kind // what is planted
	place    *place
}

// canary is one planted value.
type canary struct {
	row, column int
	kind        kind
	needle      string
}

// NewCorpus makes the half of the corpus that is the same for everybody. Corpora of other
// variants have other planted values in the same places, and are otherwise the same.
func NewCorpus(variant uint64) *Corpus {
	c := &Corpus{place: &fixedPlace}
	for _, t := range schema.Synced() {
		c.sheets = append(c.sheets, newSheet(t, variant, kindsOf, c.place, sheetRows))
	}
	return c
}

// newLargeCorpus makes the half that nobody knows before the seed: one batch of each
// table, as large as a push makes them, in another place.
func newLargeCorpus(seed uint64) *Corpus {
	c := &Corpus{place: newPlace(seed)}
	for _, t := range schema.Synced() {
		c.sheets = append(c.sheets, newSheet(t, seed, kindsOf, c.place, batch.MaxRows))
	}
	return c
}

// newSheet makes rows of a table, at most as many as one batch holds.
func newSheet(t *schema.Table, variant uint64, kinds map[abi.Class][]kind, at *place, rows int) *sheet {
	s := &sheet{rows: batch.New(t), kinds: kinds, place: at}
	random := make([]*rand.Rand, len(s.rows.Columns))
	for i := range random {
		random[i] = rand.New(rand.NewPCG(variant, hash(t.FullName()+"."+s.rows.Columns[i].Def.Name)))
	}
	for row := range rows {
		for i := range s.rows.Columns {
			column := &s.rows.Columns[i]
			before := len(column.Data)
			if s.append(column, i, row, random[i]); !column.Type.Fixed() {
				s.rows.Bytes += len(column.Data) - before
			}
		}
		s.rows.Keys = append(s.rows.Keys, batch.Key{byte(row), byte(row >> 8)})
		if s.rows.Bytes >= batch.MaxBytes {
			break
		}
	}
	return s
}

func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// append adds the cell of one row. The column's place shifts the pattern, so that the
// nulls of a row do not all stand together.
func (s *sheet) append(c *batch.Column, at, row int, r *rand.Rand) {
	kinds, turn := s.kinds[c.Def.Class], row+at
	switch {
	case turn%8 == 1:
		c.AppendNull(row)
	case c.Type == abi.Int:
		c.AppendInt(row, int64(turn*37%1000))
	case c.Type == abi.Float:
		c.AppendFloat(row, float64(turn%100)/100)
	case turn%2 == 0 && len(kinds) > 0:
		k := kinds[turn/2%len(kinds)]
		text, needle := k.value(r, s.place)
		c.AppendBytes(row, []byte(cell(c.Def.Class, k, text)))
		s.canaries = append(s.canaries, canary{row, at, k, needle})
	case turn%8 == 3 && !c.Def.Class.IsJSON():
		c.AppendBytes(row, nil)
	default:
		c.AppendBytes(row, []byte(clean(c.Def.Class, row)))
	}
}

// Digest returns the SHA-256 over all frames of the corpus, in hexadecimal digits.
func (c *Corpus) Digest() string {
	h := sha256.New()
	for _, s := range c.sheets {
		h.Write(frame(s.rows, nil, c.place))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Rows returns the number of rows.
func (c *Corpus) Rows() int {
	n := 0
	for _, s := range c.sheets {
		n += s.rows.Rows()
	}
	return n
}

// Canaries returns the number of planted values.
func (c *Corpus) Canaries() int {
	n := 0
	for _, s := range c.sheets {
		n += len(s.canaries)
	}
	return n
}

// frame encodes the given columns of a batch, all of them for nil.
func frame(b *batch.Batch, columns []int, at *place) []byte {
	spec := abi.FrameSpec{Table: b.Table.FullName(), Rows: b.Rows(), Context: at.context()}
	for i := range b.Columns {
		if columns == nil || slices.Contains(columns, i) {
			spec.Columns = append(spec.Columns, b.Columns[i].Spec())
		}
	}
	return abi.AppendFrame(nil, &spec)
}

// pick returns a batch of the given rows of b, in that order; a row may come twice.
func pick(b *batch.Batch, rows []int) *batch.Batch {
	out := batch.New(b.Table)
	for i := range b.Columns {
		from, to := &b.Columns[i], &out.Columns[i]
		to.Type = from.Type
		for at, row := range rows {
			switch {
			case from.Null(row):
				to.AppendNull(at)
			case from.Type.Fixed():
				to.AppendInt(at, int64(binary.LittleEndian.Uint64(from.Data[8*row:])))
			default:
				to.AppendBytes(at, from.Bytes(row))
			}
		}
		if !to.Type.Fixed() {
			out.Bytes += len(to.Data)
		}
	}
	for _, row := range rows {
		out.Keys = append(out.Keys, b.Keys[row])
	}
	return out
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// clone returns a copy that shares nothing.
func clone(b *batch.Batch) *batch.Batch { return pick(b, upTo(b.Rows())) }

// sameCell reports whether two batches of one table have the same cell in a place.
func sameCell(a, b *batch.Column, row int) bool {
	if a.Null(row) || b.Null(row) {
		return a.Null(row) == b.Null(row)
	}
	if a.Type.Fixed() {
		return a.Int(row) == b.Int(row)
	}
	return string(a.Bytes(row)) == string(b.Bytes(row))
}
