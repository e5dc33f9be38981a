package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/text/unicode/norm"

	"github.com/driftsync/driftsync/host"
)

// outcome is what came of a case.
type outcome struct {
	leaked []string // of must_go, still there
	lost   []string // of must_stay, not there any more
	left   *host.Redacted
}

func (o *outcome) fine() bool { return len(o.leaked)+len(o.lost) == 0 }

// score looks for what the case names in what would leave.
func (c *testCase) score(left *host.Redacted) outcome {
	o := outcome{left: left}
	var all, own []string
	for column, cell := range left.Cells {
		texts := spellings(cell)
		all = append(all, texts...)
		if c.Column == "" || c.Column == column {
			own = append(own, texts...)
		}
	}
	for _, s := range c.MustGo {
		if holds(all, s) {
			o.leaked = append(o.leaked, s)
		}
	}
	for _, s := range c.MustStay {
		if !holds(own, s) {
			o.lost = append(o.lost, s)
		}
	}
	return o
}

// spellings returns a cell as it is and, where it is JSON, the strings in it without
// their escapes.
func spellings(cell any) []string {
	text, ok := cell.(string)
	if !ok {
		return nil
	}
	texts := []string{text}
	var value any
	if json.Unmarshal([]byte(text), &value) == nil {
		texts = appendStrings(texts, value)
	}
	return texts
}

func appendStrings(texts []string, value any) []string {
	switch v := value.(type) {
	case string:
		texts = append(texts, v)
	case []any:
		for _, e := range v {
			texts = appendStrings(texts, e)
		}
	case map[string]any:
		for key, e := range v {
			texts = appendStrings(append(texts, key), e)
		}
	}
	return texts
}

// holds reports whether one of the texts has s in it, in any Unicode normal form.
func holds(texts []string, s string) bool {
	s = norm.NFC.String(s)
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(norm.NFC.String(text), s) })
}

// show prints a case that is not fine, and how it left.
func show(out io.Writer, c *testCase, o *outcome) {
	if o.fine() {
		return
	}
	fmt.Fprintf(out, "%s %s, %s.%s\n  in       %s\n", c.place, c.Kind, c.Table, c.Column, asJSON(c.cells()))
	if o.left.Stage != "" {
		fmt.Fprintf(out, "  stayed   %s: %s %s\n", o.left.Stage, o.left.Reason, o.left.Column)
	} else {
		fmt.Fprintf(out, "  out      %s\n", asJSON(o.cells()))
	}
	for _, part := range []struct {
		title string
		what  []string
	}{{"leaked", o.leaked}, {"lost", o.lost}, {"rules", o.rules()}} {
		if len(part.what) > 0 {
			fmt.Fprintf(out, "  %-9s%s\n", part.title, asJSON(part.what))
		}
	}
}

// cells are the cells that left and hold something.
func (o *outcome) cells() map[string]any {
	cells := map[string]any{}
	for column, cell := range o.left.Cells {
		if cell != nil {
			cells[column] = cell
		}
	}
	return cells
}

// rules are the rules that took something away.
func (o *outcome) rules() []string {
	names := map[string]bool{}
	for _, h := range o.left.Hits {
		names[h.Rule] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// asJSON is on one line, and leaves < and > as they are.
func asJSON(v any) string {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSuffix(text.String(), "\n")
}

// tally counts outcomes.
type tally struct{ tried, leaked, over, fine int }

func (t *tally) add(o *outcome) {
	t.tried++
	if len(o.leaked) > 0 {
		t.leaked++
	}
	if len(o.lost) > 0 {
		t.over++
	}
	if o.fine() {
		t.fine++
	}
}

// table prints the counts by kind and returns those of all.
func table(out io.Writer, all []*testCase, outcomes []outcome) tally {
	var total tally
	kinds := map[string]*tally{}
	for i, c := range all {
		if kinds[c.Kind] == nil {
			kinds[c.Kind] = new(tally)
		}
		kinds[c.Kind].add(&outcomes[i])
		total.add(&outcomes[i])
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "tried\tleaked\tover-redacted\tfine\t\t  kind")
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		kinds[kind].print(w, kind)
	}
	total.print(w, "total")
	w.Flush()
	return total
}

func (t *tally) print(w io.Writer, name string) {
	fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%.1f %%\t  %s\n", t.tried, t.leaked, t.over, t.fine, percent(t.fine, t.tried), name)
}

// judge returns an error that wraps [errMissed] where a threshold of o is missed.
func (t *tally) judge(o *options) error {
	var missed []error
	if fine := percent(t.fine, t.tried); fine < o.minFine {
		missed = append(missed, fmt.Errorf("%w: %d of %d are fine, %.1f %%, and -min-fine is %g %%", errMissed, t.fine, t.tried, fine, o.minFine))
	}
	if leaked := percent(t.leaked, t.tried); leaked > o.maxLeaked {
		missed = append(missed, fmt.Errorf("%w: %d of %d leak, %.1f %%, and -max-leaked is %g %%", errMissed, t.leaked, t.tried, leaked, o.maxLeaked))
	}
	return errors.Join(missed...)
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(whole) }
