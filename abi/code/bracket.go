package code

// linkEnd returns the end of the address of a Markdown link that begins at s[i], or 0.
func linkEnd(s []byte, i int) int {
	end := i + 1
	address := false
	for end < len(s) && s[end] != ')' && s[end] != ' ' && s[end] != '\n' {
		address = address || s[end] == '#' || s[end] == '/'
		end++
	}
	if end >= len(s) || s[end] != ')' || !address {
		return 0
	}
	return end + 1
}

func (x *scanner) open(i, w int, c byte, spaces int) int {
	adjacent := x.last == operand && spaces == 0
	x.suite = false
	switch {
	case c == '{' && i+1 < len(x.s) && x.s[i+1] == '{':
		x.boundary(i+2, false)
		return i + 2
	case c == '(' && adjacent && x.s[i-1] == ']' && linkEnd(x.s, i) > 0:
		x.boundary(linkEnd(x.s, i), false)
		return x.run.start
	case c == '(' && adjacent:
		if !x.callable {
			x.run.has |= hasCall
		}
	case c == '[' && adjacent:
		if i+1 < len(x.s) && x.s[i+1] != ']' {
			x.run.has |= hasIndex
		}
	case c == '{' && i > 0 && x.braced(i):
	case x.last == operand && x.depth == 0 && x.run.sql == 0:
		x.boundary(i, false)
		x.run.end = i
	}
	x.callable = false
	x.assigned(hasAssign)
	x.depth++
	x.words, x.last, x.run.end = 0, opener, i+w
	return i + w
}

// braced notes what the brace at s[i] opens, and reports whether it belongs to the run.
func (x *scanner) braced(i int) bool {
	before := i
	for before > 0 && x.s[before-1] == ' ' {
		before--
	}
	if before == 0 || before <= x.run.start {
		return false
	}
	switch c := x.s[before-1]; {
	case c == '=' && before == i:
		x.run.has |= hasElement
	case c == ')' && x.run.has != 0:
		x.run.has |= hasBlock
	case x.last == keyword && x.run.has&hasControl != 0, x.run.has&(hasFunction|hasType|hasControl) != 0:
		x.run.has |= hasBlock
	case x.last == operator && x.run.has != 0 && c != ',', x.last == operand && x.run.has&hasAssign != 0:
		x.run.has |= hasBrace
	case x.last == operator && x.run.has != 0:
	default:
		return false
	}
	return true
}

func (x *scanner) close(i, w int, c byte) int {
	x.suite = false
	if x.depth == 0 {
		if c == '}' && x.run.has == 0 {
			x.begin(i+w, x.run.first)
			x.run.start, x.run.end = i, i+w
			return i + w
		}
		x.boundary(i+w, false)
		return i + w
	}
	if c == '}' && x.run.has&hasArithmetic != 0 && x.run.has&^hasArithmetic == 0 && x.words == 0 && x.s[x.run.start] == '{' {
		x.run.has |= hasBrace | hasAssign // { a: b * 2 }
	}
	x.depth--
	x.words, x.last, x.run.end = 0, operand, i+w
	if c == ')' && x.depth == 0 && x.run.has == hasControl|x.run.has&(hasCompare|hasMember|hasLogic|hasCall|hasDeclare|hasStop|hasAssign|hasChange|hasArithmetic) {
		x.last = keyword // while (x) y
	}
	return i + w
}

// stop reads on behind a semicolon.
func (x *scanner) stop(i int) int {
	x.run.end, x.suite = i, false
	if x.last == operand && x.depth == 0 && stops(x.s, i) || x.last == operand && i < len(x.s) && x.s[i] == ' ' && x.depth > 0 && x.run.has&hasBlock != 0 {
		x.run.has |= hasEnd
	} else if x.run.has != 0 {
		x.run.has |= hasStop
	}
	if x.depth == 0 {
		if x.run.has == 0 {
			x.boundary(i, false)
			return i
		}
		x.check()
	}
	x.last, x.words = nothing, 0
	return i
}
