package code

import "bytes"

// Find appends to dst the spans of s that read as statements, ascending and apart, and
// returns it. Lines beside a statement that read as its neighbours belong to it. The work
// is linear in len(s).
func Find(dst []Span, s []byte) []Span {
	if !May(s) {
		return dst
	}
	x := scanner{s: s, spans: dst}
	var before lineInfo // the lines above, that would belong to a statement below
	open := false       // the last span may go on in this line
	for i := 0; i < len(s); {
		from := i
		i = x.line(i)
		switch found := x.spans[x.from:]; {
		case len(found) > 0:
			if open && x.callAlone(from) && x.lead.end <= found[0].Start {
				x.spans[x.from-1].End = x.lead.end
			}
			if before.weak {
				found[0].Start = before.start
			}
			if open && startsLine(s, from, found[0].Start) {
				x.spans[x.from-1].End = found[0].End
				x.spans = append(x.spans[:x.from], found[1:]...)
			}
			open, before = true, lineInfo{}
		case open && x.continues(from, i):
			x.spans[x.from-1].End = x.continued(from, i)
			before = lineInfo{}
		default:
			open = false
			before = x.above(before, from, i)
		}
	}
	return x.spans
}

// In reports whether anything in s reads as a statement.
func In(s []byte) bool {
	if !May(s) {
		return false
	}
	x := scanner{s: s}
	for i := 0; i < len(s); {
		if i = x.line(i); len(x.spans) > 0 {
			return true
		}
	}
	return false
}

// lineInfo is what is remembered of lines that are no statement themselves.
type lineInfo struct {
	weak  bool
	start int // where the code of the first of them begins
}

// above adds a line to those that a statement below would take along.
func (x *scanner) above(before lineInfo, from, to int) lineInfo {
	if x.weak.has&^(hasCall|hasMember|hasIndex|hasVariable) == 0 {
		return lineInfo{}
	}
	if before.weak && startsLine(x.s, from, x.weak.start) {
		return before
	}
	return lineInfo{weak: true, start: x.weak.start}
}

// continues reports that the line s[from:to], which is below a statement, belongs to it.
func (x *scanner) continues(from, to int) bool {
	if x.weak.has&^(hasCall|hasMember|hasIndex|hasVariable) != 0 || x.callAlone(from) {
		return true
	}
	line := bytes.TrimSpace(x.s[from:trimmed(x.s, from, to)])
	if len(line) == 0 {
		return false
	}
	switch line[0] {
	case '}', ')', ']':
		return true
	}
	switch line[len(line)-1] {
	case '{', '}', ';', '(', '[':
		return true
	}
	return false
}

// callAlone reports that the line begins with a call, which is not where a frame of a stack
// has one.
func (x *scanner) callAlone(from int) bool {
	return x.lead.has&hasCall != 0 && blankBetween(x.s, from, x.lead.start)
}

// continued returns the end of what a line adds to the statement above it.
func (x *scanner) continued(from, to int) int {
	switch {
	case x.weakest > 0 && x.weak.first:
		return x.weak.end
	case x.weak.has&^(hasCall|hasMember|hasIndex|hasVariable) == 0 && x.callAlone(from):
		return x.lead.end
	}
	return trimmed(x.s, from, to)
}

// startsLine reports that only the frame of a listing stands before s[at].
func startsLine(s []byte, from, at int) bool {
	for _, c := range s[from:at] {
		switch kinds[c] {
		case letter:
			return false
		}
	}
	return true
}

// trimmed returns the end of the line s[from:to] without its line end.
func trimmed(s []byte, from, to int) int {
	for to > from && (s[to-1] == '\n' || s[to-1] == '\r' || s[to-1] == ' ' || s[to-1] == '\t') {
		to--
	}
	if to-from >= 2 && (s[to-1] == 'n' || s[to-1] == 'r') && s[to-2] == '\\' {
		for to -= 1; to > from && s[to-1] == '\\'; {
			to--
		}
	}
	return to
}

// hints are the bytes of which a statement has one; colons count where a line ends.
var hints = func() (t [256]bool) {
	for _, c := range []byte("=({;*+") {
		t[c] = true
	}
	return t
}()

// Hint reports that a statement may stand around s[i]. Where there is no hint in a text,
// and no word of SQL in capitals, there is no statement.
func Hint(s []byte, i int) bool {
	return hints[s[i]] || s[i] == ':' && (i+1 >= len(s) || s[i+1] == '\n' || s[i+1] == '\r' || s[i+1] == '\\')
}

// May reports whether s may hold a statement: it has a hint, and beside it a word or an
// operator that expressions in prose do not have; or what every statement of SQL has. It
// reads s once, and says yes in doubt.
func May(s []byte) bool {
	hint, sure, query := false, false, false
	last := other
	for i, c := range s {
		k := kinds[c]
		if k == letter && last != letter && last != digit && i+1 < len(s) && telling[startOf(c, s[i+1])] {
			program, sql := tells(s, i)
			sure, query = sure || program, query || sql
		}
		last = k
		switch {
		case c == '\\', c == '#' && hasWord(s, i+1, "define"):
			sure = true
		case c == '{', c == ';', c == '=' && !glued(s, i), c == '+' && i+1 < len(s) && s[i+1] == '+':
			return true
		case hints[c], c == ':' && Hint(s, i):
			hint = true
		}
		if hint && sure {
			return true
		}
	}
	return query && (hint || mayQuery(s))
}

// glued reports that the equals sign s[i] stands between two words, as that of a setting
// or a parameter does; an assignment is spaced.
func glued(s []byte, i int) bool {
	return i > 0 && (kinds[s[i-1]] == letter || kinds[s[i-1]] == digit) && i+1 < len(s) && s[i+1] != '>' && s[i+1] != '{' && s[i+1] != '='
}

func mayQuery(s []byte) bool {
	for _, word := range [...]string{" FROM ", " INTO ", " SET ", " TABLE ", " INDEX ", " VIEW ", "select ", "delete from "} {
		if bytes.Contains(s, []byte(word)) {
			return true
		}
	}
	return false
}
