package extract

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/identity"
)

const (
	// maxDecoded bounds what a compressed blob may grow to, in bytes.
	maxDecoded = 4 << 20
	// maxRow bounds the text of one row, in bytes. A body holds whole rows.
	maxRow = 8 << 20
)

// converter turns cells of a source into cells of a batch.
type converter struct {
	digests *identity.Pseudonym
	zstd    *zstd.Decoder
	buf     []byte
}

func newConverter(digests *identity.Pseudonym) (*converter, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxDecoded), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	return &converter{digests: digests, zstd: d}, nil
}

// append adds a cell, which is nil, int64, float64 or []byte, to a column.
func (v *converter) append(c *batch.Column, row int, cell any) {
	switch cell := cell.(type) {
	case nil:
		c.AppendNull(row)
	case int64:
		c.AppendInt(row, cell)
	case float64:
		c.AppendFloat(row, cell)
	case []byte:
		v.appendBytes(c, row, cell)
	}
}

func (v *converter) appendBytes(c *batch.Column, row int, cell []byte) {
	switch c.Def.Class {
	case abi.Hash:
		size := len(cell) // of a blob
		if c.Def.Type == abi.Text {
			size = hex.DecodedLen(size)
		}
		if size == 0 {
			c.AppendNull(row)
			return
		}
		v.buf = v.digests.AppendDigest(v.buf[:0], cell, size)
		c.AppendBytes(row, v.buf)
	case abi.OpaqueBlob:
		decoded, err := v.zstd.DecodeAll(cell, v.buf[:0])
		v.buf = decoded[:0]
		if err != nil || !json.Valid(decoded) {
			c.AppendNull(row)
			return
		}
		c.AppendBytes(row, clean(decoded))
	default:
		c.AppendBytes(row, clean(cell))
	}
}

var replacement = []byte(string(utf8.RuneError))

// clean returns text that Postgres and JSON can hold: valid UTF-8 without NUL. What
// cannot be held becomes U+FFFD.
func clean(text []byte) []byte {
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, replacement)
	}
	if bytes.IndexByte(text, 0) >= 0 {
		text = bytes.ReplaceAll(text, []byte{0}, replacement)
	}
	return text
}
