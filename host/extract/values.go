package extract

import (
	"slices"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/schema"
)

// Values makes batches of cells that come from no database. It is not safe for
// concurrent use.
type Values struct{ convert *converter }

// NewValues returns Values that make digests with p; Close releases them.
func NewValues(p *identity.Pseudonym) (*Values, error) {
	c, err := newConverter(p)
	if err != nil {
		return nil, err
	}
	return &Values{c}, nil
}

// Batch returns a batch of one row. Cells stand by catalogue column: nil, int64,
// float64 or []byte. Renewed keys are null: without the database nothing says which row
// they mean.
func (v *Values) Batch(t *schema.Table, cells []any) *batch.Batch {
	b := batch.New(t)
	at := 0
	for i, def := range t.Columns {
		if def.Local {
			continue
		}
		c := &b.Columns[at]
		at++
		if def.Name == t.Identity.Renewed {
			c.AppendNull(0)
			continue
		}
		cell := cells[i]
		if when := t.Column(def.When); when != nil && !isSet(cells[slices.Index(t.Columns, when)]) {
			cell = nil
		}
		v.convert.append(c, 0, cell)
		if !c.Type.Fixed() {
			b.Bytes += len(c.Data)
		}
	}
	b.Keys, b.Fingerprints = make([]batch.Key, 1), make([][16]byte, 1)
	return b
}

// Close releases the decoder.
func (v *Values) Close() { v.convert.zstd.Close() }
