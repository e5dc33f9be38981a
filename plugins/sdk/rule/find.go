package rule

import (
	"bytes"
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// Finding is a span of a text that a rule takes.
type Finding struct {
	Start, End int
	Rule       int
	match      [2]int // the whole match
}

// Match returns the bounds of the match that the finding is a part of.
func (f *Finding) Match() (start, end int) { return f.match[0], f.match[1] }

// Find appends to dst what the rules find in a text, as they would in a column that all
// rules have in their scope. Findings of one rule ascend.
func (e *Engine) Find(dst []Finding, text []byte) []Finding {
	for i := range e.table.Rules {
		e.active.set(i)
	}
	return e.find(dst, text)
}

func (e *Engine) find(dst []Finding, text []byte) []Finding {
	e.called, e.text, e.findings = e.always, text, dst
	if e.keywords != nil {
		e.folded.Fold(text)
		e.keywords.Find(e.folded.Text, e.hit)
	}
	for i := range e.called {
		for left := e.called[i] & e.active[i]; left != 0; left &= left - 1 {
			if number := i<<6 + bits.TrailingZeros64(left); e.table.Rules[number].Pattern != None {
				e.search(number)
			}
		}
	}
	return e.findings
}

// call notes the hit of a keyword: its rule has to look, or has found a word.
func (e *Engine) call(word, end int) bool {
	k := &e.table.Keywords[word]
	r := &e.table.Rules[k.Rule]
	if !r.Words {
		e.called.set(k.Rule)
		return true
	}
	if !e.active.has(k.Rule) {
		return true
	}
	start, stop := e.folded.Place(end-k.Length), e.folded.Place(end)
	if stands(e.text, start, stop) && !e.within(start, stop) && e.accepts(r, start, stop, start, stop) {
		e.findings = append(e.findings, Finding{start, stop, k.Rule, [2]int{start, stop}})
	}
	return true
}

// stands reports whether text[start:end] is a word, or words, by itself: no letter or digit
// goes on beyond it.
func stands(text []byte, start, end int) bool {
	first, _ := utf8.DecodeRune(text[start:end])
	last, _ := utf8.DecodeLastRune(text[start:end])
	before, _ := utf8.DecodeLastRune(text[:start])
	after, _ := utf8.DecodeRune(text[end:])
	return !(start > 0 && letter(first) && letter(before)) && !(end < len(text) && letter(last) && letter(after))
}

func letter(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// search appends what a rule's pattern finds.
func (e *Engine) search(number int) {
	r := &e.table.Rules[number]
	m := e.matcher(r.Pattern)
	for at := 0; at <= len(e.text); {
		start, end := m.Find(e.text, at)
		if start < 0 {
			return
		}
		if at = end; start == end {
			_, size := utf8.DecodeRune(e.text[at:])
			at += max(1, size)
			continue
		}
		if r.Standalone {
			match := e.text[start:end]
			start += len(match) - len(bytes.TrimLeft(match, "\n"))
			end -= len(match) - len(bytes.TrimRight(match, "\n"))
			end = max(start, end)
		}
		from, to := e.secret(r, start, end)
		if from < to && !e.within(from, to) && e.accepts(r, from, to, start, end) {
			e.findings = append(e.findings, Finding{from, to, number, [2]int{start, end}})
		}
	}
}

// secret returns the part of a match that a rule takes, empty where its group has no part.
func (e *Engine) secret(r *Rule, start, end int) (from, to int) {
	if r.Group == WholeMatch {
		return start, end
	}
	text, base := e.text, 0
	if r.Standalone {
		text, base = e.text[start:end], start
	}
	e.groups = e.matcher(r.Pattern).Groups(e.groups[:0], text, start-base)
	if len(e.groups) == 0 {
		return start, end
	}
	if r.Group != FirstGroup {
		if 2*r.Group >= len(e.groups) || e.groups[2*r.Group] < 0 {
			return start, start
		}
		return base + int(e.groups[2*r.Group]), base + int(e.groups[2*r.Group+1])
	}
	for i := 2; i < len(e.groups); i += 2 {
		if e.groups[i] >= 0 && e.groups[i] < e.groups[i+1] {
			return base + int(e.groups[i]), base + int(e.groups[i+1])
		}
	}
	return start, end
}
