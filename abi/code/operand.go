package code

import "bytes"

const maxHead = 256 // bytes of the condition of a block

// word reads a word, and ends the run where prose would follow.
func (x *scanner) word(i, spaces int) int {
	end := wordEnd(x.s, i)
	word := x.s[i:end]
	if string(word) == "$" && end < len(x.s) && x.s[end] == '{' {
		return x.placeholder(i, end)
	}
	for end+1 < len(x.s) && x.s[end] == '\'' && kinds[x.s[end+1]] == letter && x.last != opener && x.last != operator {
		end = wordEnd(x.s, end+1) // don't
	}
	as := meaningOf(word)
	r := role(as & roles)
	if r == name && as&isQuery != 0 && x.run.first && x.last == nothing {
		if end := queryEnd(x.s, i); end > 0 {
			x.span(i, end)
			x.begin(end, false)
			return end
		}
	}
	begins := r == declares || r == controls || r == returns || r == function || r == typed
	if x.last == operand && x.depth == 0 && (r != joins || x.run.has&(hasControl|hasReturn|hasAssign|hasDeclare|hasFunction|hasType) == 0) && (spaces > 0 || begins) && !(r == sql && x.run.sql > 0) && x.run.sql == 0 ||
		spaces >= 2 && x.depth == 0 && (x.last == operand || x.last == keyword && x.run.has == 0) && x.run.sql == 0 {
		x.boundary(i, spaces >= 2)
	}
	if x.last == operand && spaces > 0 && x.depth > 0 && (r == declares || r == function) && x.run.sql == 0 {
		x.boundary(i, false)
	}
	if x.last == operand && spaces > 0 && r == name {
		if x.words == 0 && x.depth > 0 {
			x.check()
		}
		if x.words++; x.words >= 2 && x.run.sql == 0 {
			x.run.prose = true // whose words are read one by one from here on
			x.boundary(i, false)
		}
	} else if r != joins {
		x.words = 0
	}
	x.run.end, x.suite = end, false
	x.assigned(hasAssign)
	x.take(r, word, i, end)
	return end
}

// take notes what the word s[i:end] says.
func (x *scanner) take(r role, word []byte, i, end int) {
	callable := x.callable
	x.callable = false
	member := i > 0 && (x.s[i-1] == '.' || x.s[i-1] == '>' && i > 1 && x.s[i-2] == '-') && x.last == operator
	if member {
		r = name
	}
	x.last = keyword
	switch r {
	case declares:
		if declared(x.s, end) {
			x.run.has |= hasDeclare
		}
	case controls:
		x.control(word, end)
	case returns:
		if end < len(x.s) && (x.s[end] == ' ' || x.s[end] == '(') {
			x.run.has |= hasReturn
		}
	case calls:
		if end+1 < len(x.s) && x.s[end] == ' ' && kinds[x.s[end+1]] == letter && x.run.has != 0 || x.depth > 0 {
			x.run.has |= hasNew
		}
	case function:
		x.callable = true
		if n := wordAfter(x.s, end); n > 0 && x.s[n] == '(' || endsBlock(x.s, end) {
			x.run.has |= hasFunction
		}
	case typed:
		if endsBlock(x.s, end) && (x.s[lineEnd(x.s, end)-1] != ':' || bytes.IndexByte(x.s[end:lineEnd(x.s, end)], '(') > 0) {
			x.run.has |= hasType
		}
	case modifier:
		x.callable, x.modified = callable, true
	case joins:
		switch {
		case string(word) == "in" && x.loop:
			x.run.has |= hasList
		case x.run.has&(hasAssign|hasReturn|hasControl) != 0 && (string(word) == "or" || string(word) == "and"):
			x.run.has |= hasLogic
		}
	case sql:
		x.statement(word, i, end)
	default:
		x.callable = callable
		x.operand(word, i, member)
	}
}

// operand notes the name word at s[i], which a dot may join to what stands before.
func (x *scanner) operand(word []byte, i int, member bool) {
	x.last = operand
	x.names++
	if word[0] == '$' && len(word) > 1 && kinds[word[1]] == letter {
		x.run.has |= hasVariable
	}
	if member && len(word) > 1 && i > 1 && meaningOf(word)&isExtension == 0 && !capitals(word) {
		x.run.has |= hasMember
	}
}

// control notes a word such as "if", where what follows is no sentence.
func (x *scanner) control(word []byte, end int) {
	s := x.s
	if x.loop = string(word) == "for"; x.loop && x.depth > 0 {
		return
	}
	switch {
	case end >= len(s):
	case string(word) == "do", string(word) == "try", string(word) == "else":
		if hasBrace := s[end] == ' ' && end+1 < len(s) && s[end+1] == '{' || s[end] == '{'; hasBrace || s[end] == ' ' && hasWord(s, end+1, "if") {
			x.run.has |= hasControl
		}
	case s[end] == '(', s[end] == ' ' && end+1 < len(s) && (s[end+1] == '(' || s[end+1] == '{'):
		x.run.has |= hasControl
	case endsBlock(s, end):
		x.run.has |= hasControl
	}
}

// declared reports that "x =" or the like follows a word such as "const" at s[i].
func declared(s []byte, i int) bool {
	for range 3 { // the name may stand behind its type
		if i+1 >= len(s) || s[i] != ' ' {
			return false
		}
		switch c := s[i+1]; {
		case c == '{', c == '[', c == '(':
			return true
		case kinds[c] != letter:
			return false
		}
		if i = wordEnd(s, i+1); i >= len(s) {
			return false
		}
		switch c := s[i]; c {
		case '=', ':', ';', ',', '[', '<':
			return true
		case ' ':
			if i+1 < len(s) && (s[i+1] == '=' || s[i+1] == ':') || hasWord(s, i+1, "of") || hasWord(s, i+1, "in") {
				return true
			}
		}
	}
	return false
}

// endsBlock reports that the line that s[i] is in ends with a brace or a colon, as
// that of a condition without parentheses.
func endsBlock(s []byte, i int) bool {
	low, end := i, lineEnd(s[:min(len(s), i+maxHead)], i)
	for ; i < end; i++ {
		if s[i] == '{' && i > low && s[i-1] == ' ' {
			return true
		}
	}
	for i > low && (s[i-1] == ' ' || s[i-1] == '\r') {
		i--
	}
	return i > low && s[i-1] == ':'
}

// wordAfter returns the end of the word that follows a space at s[i], or 0.
func wordAfter(s []byte, i int) int {
	if i+1 >= len(s) || s[i] != ' ' || kinds[s[i+1]] != letter {
		return 0
	}
	end := wordEnd(s, i+1)
	if end >= len(s) {
		return 0
	}
	return end
}

func capitals(word []byte) bool {
	for _, c := range word {
		if c >= 'a' && c <= 'z' {
			return false
		}
	}
	return true
}

// placeholder passes ${x}, which is an operand.
func (x *scanner) placeholder(i, at int) int {
	for end := at; end < len(x.s) && end < at+128 && x.s[end] != '\n'; end++ {
		if x.s[end] == '}' {
			x.last, x.run.end = operand, end+1
			return end + 1
		}
	}
	x.last, x.run.end = operand, at
	return at
}

func (x *scanner) number(i, spaces int) int {
	end := i
	for end < len(x.s) && (kinds[x.s[end]] == letter || kinds[x.s[end]] == digit || x.s[end] == '.' && end+1 < len(x.s) && kinds[x.s[end+1]] == digit) {
		end++
	}
	if x.last == operand && x.depth == 0 && x.run.sql == 0 {
		x.boundary(i, false)
	}
	x.assigned(hasAssign)
	x.last, x.run.end, x.suite = operand, end, false
	return end
}

// assigned counts the assignment whose value begins here.
func (x *scanner) assigned(f feature) {
	if x.pending {
		x.run.has |= f
		x.pending = false
	}
}
