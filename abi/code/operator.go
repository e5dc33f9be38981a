package code

// sign reads an operator.
func (x *scanner) sign(i, w, spaces int) int {
	s := x.s
	if s[i] == '<' {
		if end := tagEnd(s, i); end > 0 {
			x.boundary(end, true)
			return end
		}
	}
	var op [4]byte
	n, end := 0, i
	for end < len(s) && n < len(op) {
		c, width := s[end], 1
		if c == '\\' {
			c, width = character(s, end)
		}
		if kinds[c] != sign {
			break
		}
		op[n] = c
		n, end = n+1, end+width
	}
	after := end >= len(s) || s[end] == ' ' || s[end] == '\t' || s[end] == '\n' || s[end] == '\r' || s[end] == '\\'
	suite := false
	if n >= 3 && string(op[:3]) == "://" {
		x.boundary(addressEnd(s, end), false)
		return x.run.start
	}
	switch o := string(op[:n]); o {
	case "=":
		if x.last == operand && spaces > 0 && after {
			x.pending = true
			x.run.end, x.last = end, operator
			return end
		}
	case ":=":
		if x.last == operand && spaces > 0 && after {
			x.run.has |= hasDefine
		}
	case "=>":
		x.arrow(i)
	case "->":
		if x.last == operand && spaces == 0 && !after {
			x.run.has |= hasThin
		} else if x.run.has&(hasFunction|hasCall) == 0 && x.depth == 0 {
			x.boundary(end, false)
			return end
		}
	case "==", "!=", "===", "!==", "<=", ">=", "=~":
		if x.last == operand && end < len(s) && s[end] != ';' && kinds[s[end]] != closes {
			x.run.has |= hasCompare
		}
	case "<", ">":
		return x.angle(i, end, spaces, after)
	case "&&", "||", "??":
		if x.last == operand {
			x.run.has |= hasLogic
		}
	case "+=", "-=", "*=", "/=", "||=", "&&=", "??=", "|=", "&=", "<<=", ">>=", "%=":
		if x.last == operand && spaces > 0 && after {
			x.run.has |= hasUpdate
		}
	case "++", "--":
		if x.last == operand && spaces == 0 && i > 0 && kinds[s[i-1]] == letter && i-x.run.start > 1-min(x.depth, 1) {
			x.run.has |= hasChange
			x.run.end = end
			return end
		}
		if x.last == operand && spaces > 0 {
			x.boundary(end, false)
			return end
		}
	case "+", "*", "/", "%", "-", "**", "//":
		if x.arithmetic(op[0], n, i, end, spaces, after) {
			return end
		}
	case "|":
		if spaces > 0 && after && x.run.sql == 0 || x.last == nothing {
			x.boundary(end, true)
			return end
		}
	case ":":
		if x.colon(end, spaces, after) {
			return end
		}
		suite = true
	case "?":
		if !after || spaces == 0 {
			if end < len(s) && after {
				x.boundary(end, false)
				return end
			}
			break
		}
		x.ternary = true
	case ".", "..", "...":
		if after && x.depth == 0 {
			x.boundary(end, false)
			return end
		}
	case "#":
		if x.run.first && x.last == nothing && hasWord(s, end, "define") {
			x.span(i, lineEnd(s, end))
			x.begin(lineEnd(s, end), false)
			return x.run.start
		}
	case "<<", ">>":
		if x.last == operand && spaces > 0 && after {
			x.run.has |= hasArithmetic
		}
	case "!", "&", "~", "::", "?.", "!.", "@", "^":
		if o == "?." && x.last == operand {
			x.run.has |= hasMember
		}
		if o == "!" && after && x.depth == 0 && x.run.sql == 0 {
			x.boundary(end, false)
			return end
		}
	}
	x.run.end, x.last, x.suite = end, operator, suite
	return end
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
func (x *scanner) arithmetic(c byte, n, i, end, spaces int, after bool) bool {
	s := x.s
	if x.last == nothing && after && x.depth == 0 {
		x.boundary(end, x.run.first && x.run.has == 0) // of a list or a difference, or a comment
		return true
	}
	if c == '/' && x.pending && x.run.has == 0 && !after {
		x.boundary(addressEnd(s, end), false) // a setting whose value is a path
		return true
	}
	if x.last != operand {
		return false
	}
	spaced := spaces > 0 && after
	glued := spaces == 0 && !after
	prose := c == '-' || c == '/'
	switch {
	case n == 2 && c == '/' && spaces > 0: // a comment
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
