package policy

// fence takes the inside of a fenced code block, or of back-ticks with an
// obvious statement between them.
func (p *Policy) fence(s []byte, i int) int {
	if !hasAt(s, i, "```") {
		return p.statement(s, i+1)
	}
	start := i + 3
	for end := start; end < len(s); end++ {
		if s[end] == '`' && hasAt(s, end, "```") {
			p.code(s, start, end)
			return end + 3
		}
	}
	p.code(s, start, len(s))
	return len(s)
}

func (p *Policy) code(s []byte, start, end int) {
	if markerAt(s, start) != end {
		p.mask(start, end, textCode)
	}
}

const maxStatement = 400 // bytes between back-ticks that are read

// statement takes the text between back-ticks if it begins and reads as a
// statement of a program, and returns where to read on.
func (p *Policy) statement(s []byte, i int) int {
	word := i
	for word < len(s) && class[s[word]]&lower != 0 {
		word++
	}
	if word >= len(s) || s[word] != ' ' || !oneOf(s[i:word], statementWords) {
		return i
	}
	shaped := false
	for end := word; end < len(s) && end < i+maxStatement; end++ {
		switch s[end] {
		case '=', '(', '{', ';':
			shaped = true
		case '`':
			if !shaped {
				return i
			}
			p.code(s, i, end)
			return end + 1
		}
	}
	return i
}

var statementWords = []string{
	"const", "let", "var", "function", "def", "func", "fn", "return", "if", "for", "while", "class", "public", "private", "static", "async", "await", "throw",
}
