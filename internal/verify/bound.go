package verify

import (
	"math"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/plugin"
)

// Bound is an upper bound on what a plugin that wants to could still tell whoever
// reads the cloud by its choice of directives. It says nothing of what it does.
type Bound struct {
	Outcomes         int     `json:"outcomes"`           // different texts that may stand instead of a span
	BitsPerCharacter float64 `json:"bits_per_character"` // of a text that it reads
	BitsPerNumber    float64 `json:"bits_per_number"`    // keep or null
	BitsPerRow       float64 `json:"bits_per_row"`       // keep or drop, beside its cells
	CorpusBytes      int64   `json:"corpus_bytes"`       // over the whole corpus
	CorpusRows       int     `json:"corpus_rows"`
}

// bound counts answers: each byte of a text is kept, begins a span of one of the
// outcomes, or goes on with the span before it; a text may be null; a number may be
// null; a row may be dropped.
func bound(m *manifest.Manifest, c *Corpus) Bound {
	markers := make(map[string]bool)
	for _, r := range m.Rules {
		markers[r.Marker] = true
	}
	b := Bound{Outcomes: len(markers) + 1, BitsPerNumber: 1, BitsPerRow: 1}
	b.BitsPerCharacter = math.Log2(float64(2 + b.Outcomes))
	bits := 0.0
	for _, s := range c.sheets {
		columns := plugin.Columns(m, s.rows.Table)
		if len(columns) == 0 {
			continue
		}
		b.CorpusRows += s.rows.Rows()
		bits += float64(s.rows.Rows()) * b.BitsPerRow
		for _, at := range columns {
			bits += columnBits(&s.rows.Columns[at], s.rows.Rows(), b.BitsPerCharacter)
		}
	}
	b.CorpusBytes = int64(math.Ceil(bits / 8))
	return b
}

func columnBits(c *batch.Column, rows int, perCharacter float64) float64 {
	if c.Type == abi.Text {
		return float64(len(c.Data))*perCharacter + float64(rows)
	}
	return float64(rows)
}
