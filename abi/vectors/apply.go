package vectors

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"

	"github.com/driftsync/driftsync/abi"
)

// Apply returns the text cells of a frame as an answer of a plugin leaves them,
// by row and column: nil is null, a nil row is dropped, other types are null.
// markers are those of the plugin's rules, in order. Touching masks with the
// same marker give one marker. The error wraps [abi.ErrFrame] or
// [abi.ErrDirectives].
func Apply(frame, answer []byte, markers []string) ([][]*string, error) {
	return ApplyWith(frame, answer, markers, func(dst, value []byte) []byte { return append(dst, Pseudonym(value)...) })
}

// ApplyWith is [Apply] with pseudonyms of another key: pseudonym appends that of
// value to dst.
func ApplyWith(frame, answer []byte, markers []string, pseudonym func(dst, value []byte) []byte) ([][]*string, error) {
	f, err := abi.DecodeFrame(frame)
	if err != nil {
		return nil, err
	}
	list, err := abi.ValidateDirectives(answer, &f, len(markers))
	if err != nil {
		return nil, err
	}
	rows := make([][]*string, f.Rows())
	at := 0
	for row := range rows {
		rows[row] = make([]*string, f.Columns())
		for column := range f.Columns() {
			start := at
			for at < list.Len() && int(list.At(at).Row) == row && int(list.At(at).Column) == column {
				at++
			}
			if at > start && list.At(start).Op == abi.DropRow {
				rows[row] = nil
				break
			}
			c := f.Column(column)
			if c.Type == abi.Text && !c.Null(row) {
				rows[row][column] = edit(c.Bytes(row), &list, start, at, markers, pseudonym)
			}
		}
	}
	return rows, nil
}

// edit applies the directives [from,to) of one cell.
func edit(cell []byte, list *abi.Directives, from, to int, markers []string, pseudonym func(dst, value []byte) []byte) *string {
	var out []byte
	last, marker := 0, -1
	for i := from; i < to; i++ {
		d := list.At(i)
		if d.Op == abi.Null {
			return nil
		}
		start, end := int(d.Start), int(d.End)
		touches := i > from && start == last
		out = append(out, cell[last:start]...)
		if d.Op == abi.Pseudonym {
			out, marker = pseudonym(out, cell[start:end]), -1
		} else if !touches || marker < 0 || markers[d.Rule] != markers[marker] {
			out, marker = append(out, markers[d.Rule]...), int(d.Rule)
		}
		last = end
	}
	text := string(append(out, cell[last:]...))
	return &text
}

// Pseudonym returns the pseudonym of a value under the vectors' own key.
func Pseudonym(value []byte) string {
	mac := hmac.New(sha256.New, []byte("driftsync vectors"))
	mac.Write(value)
	return "[P:" + base32.StdEncoding.EncodeToString(mac.Sum(nil))[:16] + "]"
}
