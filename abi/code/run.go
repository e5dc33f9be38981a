package code

import "math/bits"

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
	s   []byte
	run run
	phase
	nested  int // strings around the text that is read
	spans   []Span
	from    int // those of the line, among the spans
	weak    run // the best run below the threshold
	weakest int // its score
	lead    run // the run below the threshold that begins the line
}

// phase is where in its run the scanner is.
type phase struct {
	last     last
	pending  bool // an assignment of which the value comes
	callable bool // the last word names what a keyword declares
	ternary  bool
	loop     bool // the control is a for
	modified bool // the run begins with what declarations begin with
	suite    bool // the last token is a colon that may end a line
	depth    int
	words    int // that follow one another inside brackets
	names    int // words of the run
}

// Span is a part of a text: s[Start:End].
type Span struct{ Start, End int }
