package rule

import (
	"bytes"
	"slices"

	"github.com/driftsync/driftsync/abi"
)

// rounds is how often what is left is looked at again before the cell is given up.
const rounds = 4

// pseudonym stands where the host will put one, which is of this form.
const pseudonym = "[P:QK7W2ZLD5XN4HT3M]"

// redacted is the marker of the default policy, which stands in texts already.
const redacted = "[REDACTED]"

// longest is that of a marker, in bytes.
const longest = 34

// within reports whether a span is part of a pseudonym, of the default's marker or of one of
// this policy: what stands for something that is gone stays. Other brackets hold anything.
func (e *Engine) within(start, end int) bool {
	first := max(0, start-longest)
	open := bytes.LastIndexByte(e.text[first:min(start+1, len(e.text))], '[')
	if open < 0 {
		return false
	}
	open += first
	limit := min(open+longest, len(e.text))
	if end > limit {
		return false
	}
	stop := bytes.IndexByte(e.text[end-1:limit], ']')
	if stop < 0 {
		return false
	}
	marker := e.text[open : end+stop]
	if string(marker) == redacted || abi.IsPseudonym(marker) {
		return true
	}
	for i := range e.table.Rules {
		if m := e.table.Rules[i].Marker; m != "" && m == string(marker) {
			return true
		}
	}
	return false
}

// settling finds out what is left of a text, and whether a rule would find something in it:
// what a policy leaves, it has to leave again.
type settling struct {
	spans  []Finding // of the text, ascending, apart
	left   []byte
	pieces []piece // of left, ascending
}

// piece is a run of what is left: a part of the text, or what stands in place of one.
type piece struct {
	at, start, end int // in left; in the text
	marker         bool
}

// settle returns spans that cover all findings, and reports whether nothing more is found
// in what they leave.
func (e *Engine) settle(text []byte) (spans []Finding, settled bool) {
	s := &e.settling
	s.spans = append(s.spans[:0], e.findings...)
	for range rounds {
		e.unite()
		e.edit(text)
		more := len(s.spans)
		e.findings = e.find(e.findings[:0], s.left)
		for _, f := range e.findings {
			if start, end, news := s.origin(f); news {
				if e.table.Rules[f.Rule].Action >= Null {
					return append(s.spans[:0], f), false
				}
				s.spans = append(s.spans, Finding{Start: start, End: end, Rule: f.Rule})
			}
		}
		if len(s.spans) == more {
			return s.spans, true
		}
	}
	return s.spans, false
}

// unite sorts the spans and makes one of those that overlap, or touch and look the same.
func (e *Engine) unite() {
	s := &e.settling
	slices.SortFunc(s.spans, func(a, b Finding) int {
		switch {
		case a.Start != b.Start:
			return a.Start - b.Start
		case a.End != b.End:
			return b.End - a.End
		}
		return a.Rule - b.Rule
	})
	out := s.spans[:0]
	for _, f := range s.spans {
		if n := len(out); n > 0 && (f.Start < out[n-1].End || f.Start == out[n-1].End && e.alike(f, out[n-1])) {
			out[n-1].End = max(out[n-1].End, f.End)
			continue
		}
		out = append(out, f)
	}
	s.spans = out
}

// alike reports whether one marker will stand in place of two spans that touch.
func (e *Engine) alike(a, b Finding) bool {
	x, y := &e.table.Rules[a.Rule], &e.table.Rules[b.Rule]
	return x.Action == Mask && y.Action == Mask && x.Marker == y.Marker
}

// edit makes what the spans leave of a text.
func (e *Engine) edit(text []byte) {
	s := &e.settling
	s.left, s.pieces = s.left[:0], s.pieces[:0]
	at := 0
	for _, f := range s.spans {
		s.keep(text, at, f.Start)
		s.pieces = append(s.pieces, piece{len(s.left), f.Start, f.End, true})
		if r := &e.table.Rules[f.Rule]; r.Action == Pseudonym {
			s.left = append(s.left, pseudonym...)
		} else {
			s.left = append(s.left, r.Marker...)
		}
		at = f.End
	}
	s.keep(text, at, len(text))
}

func (s *settling) keep(text []byte, start, end int) {
	s.pieces = append(s.pieces, piece{len(s.left), start, end, false})
	s.left = append(s.left, text[start:end]...)
}

// origin returns the part of the text that a finding in what is left comes from. It is
// news unless the finding is a part of a marker.
func (s *settling) origin(f Finding) (start, end int, news bool) {
	start = -1
	for i, p := range s.pieces {
		next := len(s.left)
		if i+1 < len(s.pieces) {
			next = s.pieces[i+1].at
		}
		if next <= f.Start || p.at >= f.End {
			continue
		}
		from, to := p.start, p.end
		if !p.marker {
			from, to, news = p.start+max(0, f.Start-p.at), p.start+min(next, f.End)-p.at, true
		}
		if start < 0 {
			start = from
		}
		end = to
	}
	return start, end, news
}
