package code

import (
	"bytes"
	"math/bits"
)

// Threshold is the score from which on a run is code.
const Threshold = 3

// feature is something that programs have and prose has not, or seldom.
type feature uint32

const (
	hasCall feature = 1 << iota
	hasMember
	hasIndex
	hasAssign
	hasCompare
	hasLogic
	hasArithmetic
	hasVariable // $x
	hasThin     // p->x
	hasDeclare
	hasControl
	hasReturn
	hasNew
	hasBrace
	hasStop   // a semicolon between words
	hasArrow  // x => y
	hasChange // x++
	hasSuite  // a colon that ends a line of Python
	hasList   // [x for y in z]
	// These count twice.
	hasFunction
	hasType
	hasBlock   // ) {
	hasEnd     // a semicolon at an end
	hasLambda  // ) => x
	hasDefine  // x := y
	hasUpdate  // x += y
	hasElement // <A b={
	singles    = hasFunction - 1

	// What an expression has, in prose about programs too: without more it is no statement.
	expression = hasCall | hasMember | hasIndex | hasCompare | hasLogic | hasArithmetic | hasVariable | hasThin | hasStop | hasNew | hasList
)

// last is what the token before was.
type last uint8

const (
	nothing last = iota
	operand
	operator
	opener
	keyword
)

// run is a span of one line that belongs together as an expression would.
type run struct {
	start, end int
	has        feature
	first      bool // only a label or the frame of a listing stands before it
	prose      bool // words follow words inside its brackets
	sure       int  // where it ends that far as a statement, whatever follows; or 0
	sql        uint8
}

// score says how much of a program the run is.
func (r *run) score(whole bool) int {
	h := r.has
	if r.sql >= 2 {
		return Threshold
	}
	n := bits.OnesCount32(uint32(h)) + bits.OnesCount32(uint32(h&^singles))
	if h&hasArithmetic != 0 && h&(hasAssign|hasReturn) != 0 {
		n++
	}
	if h&hasDeclare != 0 && h&hasAssign != 0 {
		n++
	}
	if r.first && h&(hasReturn|hasControl) != 0 {
		n++
	}
	if r.first && whole && h&hasAssign != 0 {
		n++
	}
	if h&hasControl != 0 && h&(hasBrace|hasBlock) != 0 {
		n++
	}
	if h&^expression == 0 {
		n = min(n, Threshold-1)
	}
	if h == hasDeclare|hasEnd {
		n-- // var x="y"; is a setting
	}
	if r.prose {
		n -= Threshold
	}
	return n
}

// scanner reads one line.
type scanner struct {
	s        []byte
	run      run
	last     last
	depth    int
	words    int  // that follow one another inside brackets
	pending  bool // an assignment of which the value comes
	callable bool // the last word names what a keyword declares
	ternary  bool
	names    int  // words of the run
	loop     bool // the control is a for
	modified bool // the run begins with what declarations begin with
	nested   int  // strings around the text that is read
	suite    bool // the last token is a colon that may end a line
	spans    []Span
	weak     run // the best run below the threshold
	weakest  int // its score
	lead     run // the run below the threshold that begins the line
}

// Span is a part of a text: s[Start:End].
type Span struct{ Start, End int }

func (x *scanner) begin(at int, first bool) {
	x.run = run{start: at, end: at, first: first}
	x.last, x.depth, x.words, x.pending, x.callable, x.ternary, x.modified, x.suite, x.loop = nothing, 0, 0, false, false, false, false, false, false
	x.names = 0
}

// flush judges the run that ends here; whole says that the line ends with it.
func (x *scanner) flush(whole bool) {
	if x.run.has == 0 && x.run.sql < 2 {
		return
	}
	if x.suite && whole && x.run.first && x.loop && x.run.has&hasList != 0 && x.names <= 3 {
		x.run.has |= hasSuite
	}
	if x.suite && whole && x.run.has&(hasControl|hasFunction|hasType) != 0 && x.run.has&(hasCall|hasMember|hasCompare|hasIndex|hasLogic) != 0 {
		x.run.has |= hasSuite
	}
	n := x.run.score(whole)
	if n >= Threshold {
		x.span(x.run.start, x.run.end)
		return
	}
	if x.run.sure > 0 {
		x.span(x.run.start, x.run.sure)
		return
	}
	if n > x.weakest || n == x.weakest && x.run.has&^expression != 0 {
		x.weak, x.weakest = x.run, n
	}
	if x.run.first && x.lead.end == 0 {
		x.lead = x.run
	}
}

// check notes where the run ends so far, if it is a statement already.
func (x *scanner) check() {
	if x.run.has&^expression != 0 && x.run.score(false) >= Threshold {
		x.run.sure = x.run.end
	}
}

// span adds a statement; what stands beside the one before goes on with it.
func (x *scanner) span(start, end int) {
	if n := len(x.spans); n > 0 && blankBetween(x.s, x.spans[n-1].End, start) {
		x.spans[n-1].End = end
		return
	}
	x.spans = append(x.spans, Span{start, end})
}

func blankBetween(s []byte, from, to int) bool {
	for from < to {
		c, w := character(s, from)
		if kinds[c] != blank {
			return false
		}
		from += w
	}
	return true
}

func (x *scanner) boundary(at int, first bool) {
	x.flush(false)
	x.begin(at, first)
}

// line reads the line that s[i:] begins with and returns where the next one begins.
func (x *scanner) line(i int) int {
	s := x.s
	x.spans, x.weak, x.lead, x.weakest = x.spans[:0], run{}, run{}, 0
	x.begin(i, true)
	spaces := 0
	for i < len(s) {
		c, w := s[i], 1
		if c == '\\' {
			c, w = character(s, i)
		}
		if c == '\n' || c == '\r' {
			x.flush(true)
			return i + w
		}
		k := kinds[c]
		if k == blank {
			spaces++
			if c == '\t' {
				spaces++
			}
			i += w
			continue
		}
		if x.last == nothing && x.run.end == x.run.start {
			x.run.start, x.run.end = i, i
		}
		at := i
		switch k {
		case letter:
			if x.run.has == 0 && x.depth == 0 && x.run.sql == 0 && !x.pending {
				if next := plainWords(s, i); next > i {
					i = next
					x.begin(i, false)
				}
			}
			i = x.word(i, spaces)
		case digit:
			i = x.number(i, spaces)
		case quote:
			i = x.quoted(i, w, c, spaces)
		case opens:
			i = x.open(i, w, c, spaces)
		case closes:
			i = x.close(i, w, c)
		case comma:
			i += w
			x.words, x.last = 0, operator
			if x.depth == 0 && x.run.sql == 0 {
				x.listed(i)
			}
		case semi:
			i = x.stop(i + w)
		case sign:
			i = x.sign(i, w, spaces)
		default:
			i += w
			x.boundary(i, false)
		}
		if i <= at {
			i = at + 1
		}
		spaces = 0
	}
	x.flush(true)
	return i
}

// plainWords returns the last of the words of a sentence that s[i:] begins with: each of
// them would end the run of the one before.
func plainWords(s []byte, i int) int {
	for {
		end := wordEnd(s, i)
		if end+1 >= len(s) || s[end] != ' ' || s[end+1]-'a' >= 26 || s[i] == '$' || roleOf(s[i:end]) != name || len(s[i:end]) == 6 {
			return i
		}
		i = end + 1
	}
}

// listed reads on behind a comma outside of brackets, which ends a run but for one in a
// list of names, "x, err := f()".
func (x *scanner) listed(i int) {
	if x.run.has == 0 && x.run.first && x.names == 1 {
		return
	}
	x.boundary(i, false)
}

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
	r := roleOf(word)
	if r == name && x.run.first && x.last == nothing && len(word) == 6 {
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
		x.last, x.callable = operand, callable
		x.names++
		if word[0] == '$' && len(word) > 1 && kinds[word[1]] == letter {
			x.run.has |= hasVariable
		}
		if member && len(word) > 1 && i > 1 && !extensions[string(word)] && !capitals(word) {
			x.run.has |= hasMember
		}
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

const maxHead = 256 // bytes of the condition of a block

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

// statement notes a word of SQL; two that belong together make a statement.
func (x *scanner) statement(word []byte, i, end int) {
	follows := end < len(x.s) && (x.s[end] == ' ' || x.s[end] == '(' || x.s[end] == ';')
	switch {
	case x.run.sql == 0:
		switch string(word) {
		case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "ALTER", "DROP":
			if follows && beginsQuery(x.s, string(word), end) {
				first := x.run.first && x.run.start == i
				x.run.end = i // of what stands before
				x.boundary(i, first)
				x.run.end, x.run.sql, x.last = end, 1, keyword
				return
			}
		}
		x.last = operand
	case follows || string(word) == "NULL":
		switch string(word) {
		case "FROM", "INTO", "SET", "TABLE", "INDEX", "VIEW":
			if n := wordAfter(x.s, end); n > 0 || x.s[end] == '(' || end+1 < len(x.s) && (x.s[end+1] == '"' || x.s[end+1] == '`' || x.s[end+1] == '(') {
				if x.run.sql < 9 {
					x.run.sql++
				}
			}
		}
	}
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

const (
	shortest  = 8 // bytes of a statement in a string
	maxNested = 4
)

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
