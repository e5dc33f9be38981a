package code

import "bytes"

// What an operator means to a run; one without a meaning is 0.

const (
	opAssign meaning = iota + 1
	opDefine         // x := y
	opUpdate         // x += y
	opArrow          // x => y
	opThin           // p->x
	opCompare
	opAngle
	opLogic
	opShift
	opChange // x++
	opArithmetic
	opOptional // a?.b
	opBar
	opColon
	opQuestion
	opDots
	opNot
	opHash
)

const (
	comment   = '/' | '/'<<8
	schemeEnd = ':' | '/'<<8 | '/'<<16
)

// sign reads what begins with a sign: a tag, the rest of an address, or an operator.
func (x *scanner) sign(i, spaces int) int {
	s := x.s
	if s[i] == '<' {
		if end := tagEnd(s, i); end > 0 {
			x.boundary(end, true)
			return end
		}
	}
	op, end := operatorAt(s, i)
	if op&0xffffff == schemeEnd {
		x.boundary(addressEnd(s, end), false)
		return x.run.start
	}
	return x.operator(op, i, end, spaces)
}

// operator reads op, which is s[i:end].
func (x *scanner) operator(op uint32, i, end, spaces int) int {
	s := x.s
	after := end >= len(s) || s[end] == ' ' || s[end] == '\t' || s[end] == '\n' || s[end] == '\r' || s[end] == '\\'
	spaced := x.last == operand && spaces > 0 && after
	said, suite := false, false
	switch as := meant(uint64(op), 0) >> asOperator; as {
	case opAssign:
		x.pending = x.pending || spaced
		if said = spaced; said {
			x.run.end, x.last = end, operator
		}
	case opDefine:
		x.note(hasDefine, spaced)
	case opUpdate:
		x.note(hasUpdate, spaced)
	case opShift:
		x.note(hasArithmetic, spaced)
	case opLogic:
		x.note(hasLogic, x.last == operand)
	case opOptional:
		x.note(hasMember, x.last == operand)
	case opCompare:
		x.note(hasCompare, x.last == operand && end < len(s) && s[end] != ';' && kinds[s[end]] != closes)
	case opArrow:
		x.arrow(i)
	case opAngle:
		return x.angle(i, end, spaces, after)
	case opChange:
		said = x.change(i, end, spaces)
	case opArithmetic:
		said = x.arithmetic(op, i, end, spaces, after)
	case opColon:
		said, suite = x.colon(end, spaces, after), true
	case opHash:
		if x.run.first && x.last == nothing && hasWord(s, end, "define") {
			x.span(i, lineEnd(s, end))
			x.begin(lineEnd(s, end), false)
			return x.run.start
		}
	default:
		said = x.divides(as, end, spaces, after)
	}
	if !said {
		x.run.end, x.last, x.suite = end, operator, suite
	}
	return end
}

// operatorAt returns the operator at s[i], the first of its four bytes at most lowest, and its end.
func operatorAt(s []byte, i int) (op uint32, end int) {
	end = i
	for shift := 0; shift < 32 && end < len(s); shift += 8 {
		c, width := s[end], 1
		if c == '\\' {
			c, width = character(s, end)
		}
		if kinds[c] != sign {
			break
		}
		op |= uint32(c) << shift
		end += width
	}
	return op, end
}

// note gives the run a feature.
func (x *scanner) note(f feature, has bool) {
	if has {
		x.run.has |= f
	}
}

// divides reports that an operator that prose has too ends the run.
func (x *scanner) divides(as meaning, end, spaces int, after bool) bool {
	switch {
	case as == opBar && (spaces > 0 && after && x.run.sql == 0 || x.last == nothing):
		x.boundary(end, true)
		return true
	case as == opThin && x.last == operand && spaces == 0 && !after:
		x.run.has |= hasThin
		return false
	case as == opQuestion && after && spaces > 0:
		x.ternary = true
		return false
	case as == opThin && x.run.has&(hasFunction|hasCall) == 0 && x.depth == 0,
		as == opQuestion && after && end < len(x.s),
		as == opDots && after && x.depth == 0,
		as == opNot && after && x.depth == 0 && x.run.sql == 0:
		x.boundary(end, false)
		return true
	}
	return false
}

// formats reports that a verb of a format stands behind the sign before s[i], as it does in the
// text of a message and in no program: "Int64(%s) = %d; want %d".
func formats(s []byte, i int) bool {
	return i < len(s) && bytes.IndexByte([]byte("sdvqxftTpu"), s[i]) >= 0 && (i+1 == len(s) || kinds[s[i+1]] != letter && kinds[s[i+1]] != digit && kinds[s[i+1]] != opens)
}

// change reads "++" and "--"; it reports whether all is said.
func (x *scanner) change(i, end, spaces int) bool {
	switch {
	case x.last != operand:
		return false
	case spaces > 0:
		x.boundary(end, false)
		return true
	case i > 0 && kinds[x.s[i-1]] == letter && i-x.run.start > 1-min(x.depth, 1):
		x.run.has |= hasChange
		x.run.end = end
		return true
	}
	return false
}

// addressEnd returns the end of the address that goes on at s[i].
func addressEnd(s []byte, i int) int {
	for i < len(s) && s[i] > ' ' && s[i] != '"' && s[i] != '\'' && s[i] != '`' && s[i] != ')' && s[i] != '>' && s[i] != '\\' {
		i++
	}
	return i
}

func hasWord(s []byte, i int, word string) bool {
	return i+len(word) < len(s) && string(s[i:i+len(word)]) == word && s[i+len(word)] == ' '
}

// tagEnd returns the end of the tag of HTML that begins at s[i], or 0. What has a program
// in it is none, nor is what follows a word, as the types of a generic do.
func tagEnd(s []byte, i int) int {
	if i+1 >= len(s) || s[i+1] != '/' && (kinds[s[i+1]] != letter || i > 0 && kinds[s[i-1]] == letter) {
		return 0
	}
	for end := i + 1; end < len(s) && end < i+128; end++ {
		switch s[end] {
		case '>':
			return end + 1
		case '<', '{', '(', ';', '\n', ',':
			return 0
		}
	}
	return 0
}

// arrow notes "=>"; behind parentheses it is that of a function.
func (x *scanner) arrow(i int) {
	if x.last != operand {
		return
	}
	for i > 0 && x.s[i-1] == ' ' {
		i--
	}
	if i > 0 && x.s[i-1] == ')' {
		x.run.has |= hasLambda
		return
	}
	x.run.has |= hasArrow
}

// angle reads < and >, which compare, enclose types and begin elements.
func (x *scanner) angle(i, end, spaces int, after bool) int {
	switch {
	case x.last == nothing && after:
		x.boundary(end, x.run.first && x.run.has == 0) // the frame of a listing
		return end
	case x.last == operand && spaces > 0 && after:
		x.run.has |= hasCompare
	case x.last == operand && spaces > 0 && x.depth == 0 && x.run.has&(hasControl|hasReturn|hasAssign) == 0:
		x.boundary(i, true)
	}
	x.run.end, x.last, x.suite = end, operator, false
	return end
}

// arithmetic reads an operator between numbers or names. A hyphen and a slash are what
// prose has too. It reports whether all is said.
func (x *scanner) arithmetic(op uint32, i, end, spaces int, after bool) bool {
	s, c := x.s, byte(op)
	if x.last == nothing && after && x.depth == 0 {
		x.boundary(end, x.run.first && x.run.has == 0) // of a list or a difference, or a comment
		return true
	}
	if c == '/' && x.pending && x.run.has == 0 && !after {
		x.boundary(addressEnd(s, end), false) // a setting whose value is a path
		return true
	}
	if x.last != operand {
		x.run.prose = x.run.prose || c == '%' && formats(s, end)
		return false
	}
	spaced := spaces > 0 && after
	glued := spaces == 0 && !after
	prose := c == '-' || c == '/'
	switch {
	case op == comment && spaces > 0:
	case spaced && (!prose || x.run.has != 0 || x.pending || x.depth > 0):
		x.run.has |= hasArithmetic
	case spaced && prose:
		x.boundary(end, true)
		return true
	case glued && !prose && end < len(s) && (kinds[s[end]] == letter || kinds[s[end]] == digit || s[end] == '(') && (x.depth > 0 || x.run.has&(hasAssign|hasReturn) != 0):
		if !inToken(s, i, end) {
			x.run.has |= hasArithmetic
		}
	case spaces > 0 && !after && x.depth == 0 && x.run.has == 0:
		x.boundary(end, false) // an option, or emphasis
		return true
	}
	return false
}

const longToken = 24 // bytes of what is no sum of names

// inToken reports that the operator s[i:end] stands inside a long word, as those of base64
// do.
func inToken(s []byte, i, end int) bool {
	low := i
	for low > 0 && i-low < longToken && inBase64(s[low-1]) {
		low--
	}
	for end < len(s) && end-low < longToken && inBase64(s[end]) {
		end++
	}
	return end-low >= longToken
}

func inBase64(c byte) bool {
	return kinds[c] == letter || kinds[c] == digit || c == '+' || c == '/' || c == '-'
}

// colon reports that the colon before s[end] ends the run: that of a label does.
func (x *scanner) colon(end, spaces int, after bool) bool {
	if !after {
		return false
	}
	if x.ternary || x.depth > 0 || x.modified && x.last == operand || x.run.has&(hasDeclare|hasControl|hasFunction|hasType) != 0 {
		x.ternary = false
		return false
	}
	x.boundary(end, true)
	return true
}
