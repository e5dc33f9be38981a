package reading

// Sole is a text that is one pair and nothing else, as the text of a word that is encoded. Its
// trigger is the separator.
type Sole struct{}

// Begins implements [Way].
func (Sole) Begins(_ []byte, i int) bool { return i > 0 }

// Read implements [Way].
func (Sole) Read(s []byte, i, from int) Pair {
	v := inside(s, Span{i + 1, len(s)}, " \"'")
	if from > 0 || v.Start == v.End {
		return Pair{}
	}
	return Pair{Name: Span{0, i}, Value: v, Quoted: true, Next: v.End}
}
