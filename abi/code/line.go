package code

func (x *scanner) begin(at int, first bool) {
	x.run = run{start: at, end: at, first: first}
	x.phase = phase{}
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
	if n := len(x.spans); n > x.from && blankBetween(x.s, x.spans[n-1].End, start) {
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
	x.from, x.weak, x.lead, x.weakest = len(x.spans), run{}, run{}, 0
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
		i = max(i+1, x.token(i, w, c, spaces))
		spaces = 0
	}
	x.flush(true)
	return i
}

// token reads what begins with the character c of w bytes at s[i], after some spaces, and
// returns where to read on.
func (x *scanner) token(i, w int, c byte, spaces int) int {
	switch kinds[c] {
	case letter:
		if x.run.has == 0 && x.depth == 0 && x.run.sql == 0 && !x.pending {
			if next := plainWords(x.s, i); next > i {
				i = next
				x.begin(i, false)
			}
		}
		return x.word(i, spaces)
	case digit:
		return x.number(i, spaces)
	case quote:
		return x.quoted(i, w, c, spaces)
	case opens:
		return x.open(i, w, c, spaces)
	case closes:
		return x.close(i, w, c)
	case comma:
		i += w
		x.words, x.last = 0, operator
		if x.depth == 0 && x.run.sql == 0 {
			x.listed(i)
		}
	case semi:
		return x.stop(i + w)
	case sign:
		return x.sign(i, spaces)
	default:
		i += w
		x.boundary(i, false)
	}
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
