package reading

import (
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Comparison is a text in quotes that is compared with a name behind it: "x" == password,
// "x".equals(password). Its trigger is the first = of the operator, or the bracket.
type Comparison struct{ methods *wordlist.List }

// NewComparison returns the way of comparisons by operators and by the given methods.
func NewComparison(methods *wordlist.List) *Comparison { return &Comparison{methods} }

// Begins implements [Way].
func (x *Comparison) Begins(s []byte, i int) bool {
	return i > 2 && (s[i] == '(' || operatorTo(s, i) > 0)
}

// Read implements [Way].
func (x *Comparison) Read(s []byte, i, from int) Pair {
	end, at := i, operatorTo(s, i)
	if s[i] == '(' {
		method := nameStart(s, max(0, i-maxName), i)
		for method < i && s[method] == '.' {
			method++
		}
		if method == 0 || !x.methods.Has(s[method:i]) || s[method-1] != '.' {
			return Pair{}
		}
		end, at = method-1, i+1
	}
	for end > 0 && end > i-8 && (s[end-1] == '!' || s[end-1] == ' ') {
		end--
	}
	if from > 0 || end < 2 || !isQuote(s[end-1]) {
		return Pair{}
	}
	end--
	start := end
	for low := max(0, end-maxLine); start > low && s[start-1] != s[end] && s[start-1] != '\n'; {
		start--
	}
	name := Span{at, names.Run(nameLane, s, at, min(len(s), at+maxName))}
	if start == 0 || s[start-1] != s[end] || start == end || name.Start == name.End {
		return Pair{}
	}
	return Pair{Name: name, Value: Span{start, end}, Quoted: true, Close: true, Next: name.End}
}

// operatorTo returns where the operand behind the operator at s[i] begins, or 0.
func operatorTo(s []byte, i int) int {
	next := i + 1
	for next < len(s) && next < i+3 && s[next] == '=' {
		next++
	}
	if next == i+1 && s[i-1] != '!' || next >= len(s) || s[next] != ' ' {
		return 0
	}
	return next + 1
}

// Call is a call with a text in quotes as its only argument: setPassword("x"). Its name is
// that of the function, its trigger the bracket.
type Call struct{ Assignment }

// Read implements [Way].
func (x Call) Read(s []byte, i, from int) Pair {
	v := x.values.At(s, i+1, nil)
	end := v.End
	for end < len(s) && end < v.End+8 && s[end] == '\\' {
		end++
	}
	if from > 0 || !v.Quoted || end+1 >= len(s) || !isQuote(s[end]) || s[end+1] != ')' {
		return Pair{}
	}
	return Pair{Name: x.names.Before(s, i), Value: v.Span, Quoted: true, Close: true, Next: end}
}
