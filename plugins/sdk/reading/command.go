package reading

import "github.com/driftsync/driftsync/plugins/sdk/ascii"

// Fed is the word that a shell feeds to a command: kinit svc <<< x. Its name is the command,
// its trigger the first byte of the operator.
type Fed struct{}

// Begins implements [Way].
func (Fed) Begins(s []byte, i int) bool { return ascii.HasAt(s, i, "<<<") }

// Read implements [Way].
func (Fed) Read(s []byte, i, from int) Pair {
	if from > 0 {
		return Pair{}
	}
	start := i
	for start > 0 && start > i-maxName && s[start-1] != '\n' && s[start-1] != ';' && s[start-1] != '|' && s[start-1] != '&' {
		start--
	}
	start = skip(s, start)
	name := Span{start, start}
	for name.End < i && InName(s[name.End]) {
		name.End++
	}
	at := skip(s, i+len("<<<"))
	v, ok := quotedAt(s, at)
	if !ok {
		v = Span{at, wordEnd(s, at)}
	}
	if v.Start == v.End {
		return Pair{}
	}
	return Pair{Name: name, Value: v, Next: v.End}
}
