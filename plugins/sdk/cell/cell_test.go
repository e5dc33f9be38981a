package cell_test

import (
	"bytes"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/cell"
)

const word, mark = 0, 1

func settler() *cell.Settler {
	return &cell.Settler{Marker: func(rule uint8) (string, bool) { return [...]string{"", "[X]"}[rule], true }}
}

// scanFor finds a text.
func scanFor(text string) func([]byte) ([]cell.Edit, bool) {
	return func(s []byte) ([]cell.Edit, bool) {
		if i := bytes.Index(s, []byte(text)); i >= 0 {
			return []cell.Edit{{Start: i, End: i + len(text), Rule: word}}, true
		}
		return nil, true
	}
}

func TestSettler(t *testing.T) {
	for _, test := range []struct {
		name, text string
		found      []cell.Edit
		again      string // what is found in the redacted text
		want       string
		edits      int
	}{
		{"one", "abcdef", []cell.Edit{{2, 4, mark}}, "-", "ab[X]ef", 1},
		{"overlap", "abcdef", []cell.Edit{{2, 5, word}, {1, 3, word}}, "-", "af", 2},
		{"the longest of one start", "abcdef", []cell.Edit{{1, 2, mark}, {1, 4, mark}}, "-", "a[X]ef", 1},
		{"neighbours have one marker", "abcdef", []cell.Edit{{1, 2, mark}, {2, 3, mark}}, "-", "a[X]def", 2},
		{"whole characters", "aéb", []cell.Edit{{2, 3, word}}, "-", "ab", 1},
		{"what comes to light", "axxbc", []cell.Edit{{1, 3, word}}, "abc", "", 1},
		{"a marker goes as a whole", "axxbc", []cell.Edit{{1, 3, mark}}, "[X]b", "ac", 1},
	} {
		c := settler()
		if !c.Settle([]byte(test.text), test.found, scanFor(test.again)) {
			t.Errorf("%s: it did not settle", test.name)
		}
		if string(c.Out) != test.want || len(c.Edits) != test.edits {
			t.Errorf("%s: %q with %d edits, want %q with %d", test.name, c.Out, len(c.Edits), test.want, test.edits)
		}
	}
}

func TestSettler_Refused(t *testing.T) {
	if settler().Settle([]byte("abc"), nil, func([]byte) ([]cell.Edit, bool) { return nil, false }) {
		t.Error("a cell that may not leave has settled")
	}
	if settler().Settle([]byte("abc"), []cell.Edit{{0, 1, mark}}, scanFor("X")) {
		t.Error("a cell of which each marker is found again has settled")
	}
}
