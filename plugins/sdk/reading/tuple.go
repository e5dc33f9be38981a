package reading

// Tuple is a name and its value as neighbours in a call, a list or a row: ("password", "x"),
// f(password, "x"), | password | x |, password,x. Its trigger is the comma or bar between them.
// Close says that quotes are around both or neither, or that a bar divides them.
type Tuple struct{ Assignment }

const maxApart = 24 // bytes between the comma and the value

// Begins implements [Way].
func (Tuple) Begins(s []byte, i int) bool { return i > 0 && i+1 < len(s) }

// Read implements [Way].
func (x Tuple) Read(s []byte, i, from int) Pair {
	next := i + 1
	for next < len(s) && next < i+maxApart && (s[next] == ' ' || s[next] == '\n' && s[i-1] <= '\'') {
		next++
	}
	if from > 0 || next == len(s) {
		return Pair{}
	}
	name, named, quoted := x.names.Before(s, i), s[i-1] == '"' || s[i-1] == '\'', isQuote(s[next]) || s[next] == '\\'
	switch {
	case s[i] == '|' && (s[i-1] == ' ') != (next > i+1):
		return Pair{}
	case s[i] == ',' && !quoted && (named || next > i+1 || name.Start > 0 && s[name.Start-1] != '\n'):
		return Pair{}
	}
	v := x.values.At(s, next, nil)
	if v.End == 0 {
		return Pair{}
	}
	return Pair{Name: name, Value: v.Span, Quoted: v.Quoted, Close: named == quoted || s[i] == '|', Next: v.End}
}
