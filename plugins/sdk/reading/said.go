package reading

import (
	"slices"
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Said is a name in a sentence with its values: right behind it, as in "password x", or behind
// words that announce them, as in "password for the box: x" and "changed the token from x to y".
// Its trigger is the first byte of the name. Close says that no word stands between the two,
// Verb that something announces the value. Behind a verb it gives texts in quotes, and words
// other than plain ones.
type Said struct {
	values  *Values
	tails   []string       // what may follow a name: " key"
	says    [256][]string  // what announces a value, " is ", by its second byte, the longest first
	changes []string       // verbs without which "to" and "from" announce nothing
	others  *wordlist.List // names of their own, whose value a colon behind them announces
}

// NewSaid returns the way of sentences; what announces a value begins with a space, or is
// a colon with a space.
func NewSaid(values *Values, tails, says, changes []string, others *wordlist.List) *Said {
	w := &Said{values: values, tails: tails, changes: changes, others: others}
	says = slices.SortedStableFunc(slices.Values(says), func(a, b string) int { return len(b) - len(a) })
	for _, text := range says {
		w.says[text[1]] = append(w.says[text[1]], text)
	}
	return w
}

const (
	maxSaid    = 80  // bytes behind the name that are read
	maxBetween = 7   // words between the two
	maxSubject = 24  // bytes before a name in which a verb of change may stand
	maxSpoken  = 256 // bytes of a word
	shortName  = 4   // bytes of a name that is a verb, too: "pass x to y"
)

// Begins implements [Way].
func (*Said) Begins(s []byte, i int) bool {
	end := wordAt(s, i).End
	return end < len(s) && (s[end] == ' ' || s[end] == '\t')
}

// Read implements [Way].
func (w *Said) Read(s []byte, i, from int) Pair {
	name := wordAt(s, i)
	begin := name.End
	for _, tail := range w.tails {
		if ascii.HasFold(s, begin, tail) {
			begin += len(tail)
		}
	}
	if from == 0 && w.Says(s, begin) == 0 {
		if v := w.direct(s, begin); v.End > 0 {
			return Pair{Name: name, Value: v.Span, Close: true, Quoted: v.Quoted, Next: begin}
		}
	}
	if i > 1 && s[i-1] == '/' && s[i-2] != ' ' {
		return Pair{} // a file
	}
	words := 0
	for at, limit := max(begin, from), min(len(s), name.End+maxSaid); at < limit; at++ {
		if n := w.Says(s, at); n > 0 && w.introduces(s, name, at, n) {
			if v := spokenValue(s, at+n); v.End > 0 {
				return Pair{Name: name, Value: v.Span, Close: at == begin, Quoted: v.Quoted, Verb: true, Next: v.End}
			}
			at += max(1, n-1) - 1
			continue
		}
		switch c := s[at]; {
		case strings.IndexByte("\n;\"`{=[*", c) >= 0, c == '.' && (at+1 >= len(s) || s[at+1] <= ' '):
			return Pair{}
		case c == ' ':
			if words++; words > maxBetween {
				return Pair{}
			}
		}
	}
	return Pair{}
}

// direct returns the value right behind a name that ends before s[i].
func (w *Said) direct(s []byte, i int) Value {
	if i+3 < len(s) && ascii.Class[s[i+1]]&ascii.Digit != 0 && s[i] == ' ' && s[i+2] == ' ' {
		i += 2 // secret 0 x, in the settings of a router
	}
	return w.values.At(s, i, nil)
}

// Says returns the length of what announces a value at s[i], or 0.
func (w *Said) Says(s []byte, i int) int {
	switch {
	case i+1 >= len(s):
		return 0
	case s[i] == ':' && s[i+1] == ' ':
		return 2
	case s[i] != ' ':
		return 0
	}
	for _, text := range w.says[ascii.Folded[s[i+1]]] {
		if ascii.HasFold(s, i, text) {
			return len(text)
		}
	}
	return 0
}

// introduces reports that the n bytes at s[i] do announce a value of the name: a hyphen, "by" and
// "as" a text in quotes, "to" and "from" what follows a change.
func (w *Said) introduces(s []byte, name Span, i, n int) bool {
	switch c := ascii.Folded[s[i+1]]; {
	case s[i] == ':' && i > name.End:
		return !w.others.Has(s[nameStart(s, name.End, i):i])
	case c == '-' && n == 3, ascii.HasFold(s, i, " by "), ascii.HasFold(s, i, " as "):
		return i+n < len(s) && (s[i+n] == '"' || s[i+n] == '\'')
	case c == 't' && i == name.End && i > name.Start+shortName:
	case c == 't', c == 'f':
		return w.afterChange(s, max(0, name.Start-maxSubject), i)
	}
	return true
}

// afterChange reports a verb of change in s[i:end].
func (w *Said) afterChange(s []byte, i, end int) bool {
	for ; i < end; i++ {
		for _, verb := range w.changes {
			if ascii.Folded[s[i]] == verb[0] && ascii.HasFold(s, i, verb) {
				return true
			}
		}
	}
	return false
}

// spokenValue returns the text in quotes or the word at s[i]; its end is 0 without one, and for
// a plain word.
func spokenValue(s []byte, i int) Value {
	i = skip(s, i)
	if i < len(s) && isQuote(s[i]) {
		return Value{quoted(s, i, maxSpoken), true}
	}
	v := SpokenAt(s, i)
	if plain(s[v.Start:v.End]) {
		return Value{}
	}
	return Value{Span: v}
}

// SpokenAt returns the word at s[i], without what ends a sentence or a part of it.
func SpokenAt(s []byte, i int) Span {
	end := i
	for end < len(s) && end < i+maxSpoken && s[end] > ' ' && s[end] != '"' && s[end] != '`' && s[end] != '<' && s[end] != '\\' && (s[end] != '[' || marker.End(s, end) == 0) {
		end++
	}
	for end > i && strings.IndexByte(".,;:)'", s[end-1]) >= 0 {
		end--
	}
	return Span{i, end}
}
