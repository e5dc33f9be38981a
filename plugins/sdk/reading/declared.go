package reading

// Declared is the first word of a setting with a name and its value: "ENV NAME x",
// "#define NAME x", "config set NAME x". Its trigger is the first byte of that word.
type Declared struct {
	Values *Values
	Verb   string // between the word and the name: " set"
}

// Begins implements [Way].
func (w *Declared) Begins(s []byte, i int) bool {
	at := wordAt(s, i).End + len(w.Verb)
	return at < len(s) && s[at] == ' '
}

// Read implements [Way].
func (w *Declared) Read(s []byte, i, from int) Pair {
	at := wordAt(s, i).End
	if from > 0 || string(s[at:at+len(w.Verb)]) != w.Verb {
		return Pair{}
	}
	at = skip(s, at+len(w.Verb))
	name := wordAt(s, scoped(s, at))
	if name.End >= len(s) || s[name.End] != ' ' {
		return Pair{}
	}
	v := w.Values.At(s, name.End, nil)
	if v.End == 0 {
		return Pair{}
	}
	return Pair{Name: name, Value: v.Span, Quoted: v.Quoted, Next: v.End}
}

// scoped passes the place that a setting is for: "//host.example/:".
func scoped(s []byte, i int) int {
	if i+1 >= len(s) || s[i] != '/' || s[i+1] != '/' {
		return i
	}
	for at := i; at < len(s) && at < i+maxSaid && s[at] > ' '; at++ {
		if s[at] == ':' {
			return at + 1
		}
	}
	return i
}
