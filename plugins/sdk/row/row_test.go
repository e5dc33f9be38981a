package row_test

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/row"
)

func TestSearch(t *testing.T) {
	for _, test := range []struct {
		text, value string
		json        bool
		want        string
	}{
		{"a longvalue1 b longvalue12", "longvalue1", false, "a _ b _2"},
		{"short short1 x-short", "short", false, "_ short1 x-short"},
		{`{"a":"say \"no\" to it"}`, `say "no" to it`, true, `{"a":"_"}`},
		{`{"a":"say \\\"no\\\" to it"}`, `say "no" to it`, true, `{"a":"_"}`},
		{`{"a":"x\ny \u003cb\u003e"}`, "x\ny <b>", true, `{"a":"_"}`},
		{`{"a":"c:\\dir\\file"}`, `c:\dir\file`, true, `{"a":"_"}`},
		{`say \"no\" to it`, `say "no" to it`, false, `say \"no\" to it`},
	} {
		var b strings.Builder
		at := 0
		row.Search([]byte(test.text), []byte(test.value), test.json, func(start, end int) {
			b.WriteString(test.text[at:start] + "_")
			at = end
		})
		if got := b.String() + test.text[at:]; got != test.want {
			t.Errorf("%q in %q leaves %q, want %q", test.value, test.text, got, test.want)
		}
	}
}

// A text in which the value nearly stands many times is given up in time that grows with its length.
func TestSearch_Hostile(t *testing.T) {
	text := []byte(strings.Repeat(`\`, 100<<10))
	if row.Search(text, []byte(strings.Repeat(`\`, 10)+" x"), true, func(int, int) {}) {
		t.Error("it was searched to the end")
	}
}

func TestIndex(t *testing.T) {
	cells := []string{"one two two", "three"}
	text := func(v *row.Value) []byte { return []byte(cells[v.Row][v.Start:v.End]) }
	var x row.Index
	x.Fill([]row.Value{{Row: 0, Start: 0, End: 3}, {Row: 1, Start: 0, End: 5}, {Row: 0, Start: 4, End: 7}, {Row: 0, Start: 8, End: 11}}, 3)
	for r, want := range []string{"one two", "three", ""} {
		var got []string
		for _, v := range x.Of(r, text) {
			got = append(got, string(text(&v)))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("row %d: %q, want %q", r, got, want)
		}
	}
	if !x.Has(0, 0, 8, 11) || x.Has(1, 0, 8, 11) || x.Has(2, 0, 0, 0) {
		t.Error("Has is wrong")
	}
	v := x.Of(0, text)[0]
	if !v.May([]byte("none"), false) || v.May([]byte("xy"), true) || v.May([]byte("xyz"), false) {
		t.Error("May is wrong")
	}
}
