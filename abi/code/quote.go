package code

const (
	shortest  = 8 // bytes of a statement in a string
	maxNested = 4
)

// quoted passes a string literal where an operand may stand; elsewhere a quote divides
// what is quoted from the text around it.
func (x *scanner) quoted(i, w int, q byte, spaces int) int {
	if x.last == operator && x.run.has|feature(x.depth) != 0 || x.last == opener || x.last == keyword && x.run.has != 0 || x.pending || x.run.sql > 0 || x.last == operand && spaces == 0 && x.depth > 0 {
		if end := stringEnd(x.s, i, w, q); end > 0 && !x.quotes(i+w, end) {
			if x.pending && (endsStatement(x.s, end) || x.run.has&^hasDeclare != 0) {
				x.assigned(hasAssign)
			}
			x.pending = false
			x.last, x.run.end, x.suite = operand, end, false
			return end
		}
	}
	if x.last == operand && x.run.has != 0 && x.run.end == i {
		x.boundary(i+w, false)
	} else {
		x.boundary(i+w, true)
	}
	return i + w
}

// quotes reports a statement in the string s[i:end], as a program that is quoted in JSON
// is; it is read in place of the string. Strings in strings are followed a few times.
func (x *scanner) quotes(i, end int) bool {
	if end-i < shortest || x.nested == maxNested || !May(x.s[i:end]) {
		return false
	}
	inner := scanner{s: x.s[:end], nested: x.nested + 1}
	for i < end && len(inner.spans) == 0 {
		i = inner.line(i)
	}
	return len(inner.spans) > 0
}

// endsStatement reports a semicolon at s[i], with which a line ends.
func endsStatement(s []byte, i int) bool { return i < len(s) && s[i] == ';' && stops(s, i+1) }

// stops reports that a statement may end before s[i].
func stops(s []byte, i int) bool {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	if i >= len(s) {
		return true
	}
	c, _ := character(s, i)
	switch c {
	case '\n', '\r', '"', '\'', '`', '}', '<', '|', '^':
		return true
	case '/', '-':
		return i+1 < len(s) && s[i+1] == c
	}
	return false
}
