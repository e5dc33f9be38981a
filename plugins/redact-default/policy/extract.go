package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/reading"
)

// values reads what stands behind a separator.
var values = reading.NewValues(schemes)

// value is the text that an assignment gives; start is 0 without one.
type value struct {
	start, end int
	quoted     bool
}

func valueOf(v reading.Value) value { return value{v.Start, v.End, v.Quoted} }

// valueAt reads the value after a separator that ends before s[i].
func (p *Policy) valueAt(s []byte, i int) value {
	return valueOf(values.At(s, i, &p.reader.bare))
}

// quotedAt reads the value behind the quote s[i-1].
func quotedAt(s []byte, i int, _ byte) value { return valueOf(values.Quoted(s, i-1)) }
