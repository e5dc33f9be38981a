package reading

// Flag is an option of one letter with its value, which may follow without a space: "-p x",
// "-px". Its trigger is the hyphen.
type Flag struct{ Values *Values }

// Begins implements [Way].
func (Flag) Begins(s []byte, i int) bool {
	name, hyphens := OptionAt(s, i)
	return hyphens == 1 && name.Start+1 < len(s)
}

// Read implements [Way].
func (w Flag) Read(s []byte, i, from int) Pair {
	name := Span{i + 1, i + 2}
	v := w.Values.At(s, name.End, nil)
	apart := s[name.End] == ' '
	if !apart && v.Start > name.End+1 && (s[name.End] != '\\' || v.Start > name.End+9) {
		return Pair{}
	}
	pair := optionPair(s, name, v, from)
	pair.Close = !apart
	return pair
}

// Slash is the option of a command of Windows with its value: "/p:x". Its trigger is the colon.
type Slash struct{}

// Begins implements [Way].
func (*Slash) Begins(s []byte, i int) bool { return i > 2 && s[i-2] == '/' && s[i-3] == ' ' }

// Read implements [Way].
func (*Slash) Read(s []byte, i, from int) Pair {
	return optionPair(s, Span{i - 1, i}, shellWord(s, i+1), from)
}
