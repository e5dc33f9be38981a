package judge

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Strength judges a key by its last segment, or else by a strong one inside.
func (j *Judge) Strength(key []byte) Strength {
	if weight := j.lastStrength(key); weight != Silent {
		if weight == Entropic && ascii.HasFold(key, 0, "x-") {
			return Tokenlike // a header
		}
		return weight
	}
	if !j.HasStrong(key) {
		return Silent
	}
	for len(key) > 1 && ascii.Class[key[len(key)-1]]&ascii.Digit != 0 {
		key = key[:len(key)-1] // private_key_base64
	}
	last := len(key)
	for last > 0 && ascii.Class[key[last-1]]&(ascii.Upper|ascii.Lower) != 0 && (last == len(key) || ascii.Class[key[last]]&ascii.Upper == 0 || ascii.Class[key[last-1]]&ascii.Upper != 0) {
		last--
	}
	if last == len(key) || j.words.Attributes.Has(key[last:]) || EndsSegment(key, &j.words.Open) || j.words.Verbs.Has(key[last:]) {
		return Silent
	}
	return Tokenlike
}

// HasStrong reports a strong segment before the last one of key.
func (j *Judge) HasStrong(key []byte) bool {
	for at := 0; at+4 < len(key); at++ {
		if j.strongStarts.May(ascii.Folded[key[at]], ascii.Folded[key[at+1]], ascii.Folded[key[at+2]]) && SegmentStart(key, at) && j.strongAt(key, at) {
			return true
		}
	}
	return false
}

func (j *Judge) strongAt(key []byte, at int) bool {
	for _, text := range j.words.Strong {
		end := at + len(text)
		if end < len(key) && ascii.HasFold(key, at, text) && (ascii.Class[key[end]]&ascii.Lower == 0 || text == "pass_") {
			return true
		}
	}
	return false
}

// lastStrength judges a key token by its last segment; snake, camel and kebab
// case divide segments, so that "monkey" and "tokenizer" say nothing.
func (j *Judge) lastStrength(key []byte) Strength {
	for len(key) > 0 && (ascii.Class[key[len(key)-1]]&ascii.Digit != 0 || key[len(key)-1] == '_') {
		key = key[:len(key)-1] // password1
	}
	if len(key) < 2 {
		return Silent
	}
	before := byte(0)
	if len(key) > 2 {
		before = ascii.Folded[key[len(key)-3]]
	}
	group := j.groupOf[endHash(before, ascii.Folded[key[len(key)-2]], ascii.Folded[key[len(key)-1]])]
	if group == 0 {
		return Silent
	}
	best := Silent
	list := j.groups[group]
	for i := range list {
		k := &list[i]
		at := len(key) - len(k.Text)
		if k.Weight <= best || at < 0 || ascii.Folded[key[at]] != k.Text[0] || !ascii.HasFold(key, at, k.Text) || !k.Glued && !SegmentStart(key, at) {
			continue
		}
		if at > 0 && k.Open && EndsSegment(key[:at], &j.words.Open) {
			return Silent
		}
		best = k.Weight
		if k.Open && k.Weight == Entropic && EndsSegment(key[:at], &j.words.Qualifiers) {
			best = Tokenlike
		}
	}
	return best
}

// EndsSegment reports whether the last segment of before is in a list.
func EndsSegment(before []byte, list *Endings) bool {
	for len(before) > 0 && ascii.Class[before[len(before)-1]]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0 {
		before = before[:len(before)-1]
	}
	if len(before) == 0 {
		return false
	}
	for _, q := range list[before[len(before)-1]] {
		at := len(before) - len(q)
		if at >= 0 && ascii.HasFold(before, at, q) && SegmentStart(before, at) {
			return true
		}
	}
	return false
}

// SegmentStart reports that a segment of key begins at key[at], in snake, camel or kebab case.
func SegmentStart(key []byte, at int) bool {
	if at == 0 || ascii.Class[key[at-1]]&(ascii.Upper|ascii.Lower) == 0 {
		return true
	}
	return ascii.Class[key[at]]&ascii.Upper != 0 && (ascii.Class[key[at-1]]&ascii.Lower != 0 || at+1 < len(key) && ascii.Class[key[at+1]]&ascii.Lower != 0) // ETSYToken
}

// LastSegment returns the last part of a name.
func LastSegment(name []byte) []byte {
	for i := len(name) - 1; i > 0; i-- {
		if SegmentStart(name, i) {
			if ascii.Class[name[i]]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0 {
				i++
			}
			return name[i:]
		}
	}
	return name
}

// FirstSegment returns the first part of a name.
func FirstSegment(name []byte) []byte {
	for i := 1; i < len(name); i++ {
		if ascii.Class[name[i]]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0 || ascii.Class[name[i]]&ascii.Upper != 0 && ascii.Class[name[i-1]]&ascii.Lower != 0 {
			return name[:i]
		}
	}
	return name
}

// LastWord returns what follows the last dot of a name.
func LastWord(key []byte) []byte {
	for i := len(key); i > 0; i-- {
		if key[i-1] == '.' {
			return key[i:]
		}
	}
	return key
}

// Variable reports the name of an environment variable that holds a secret.
func (j *Judge) Variable(key []byte) bool {
	for _, c := range key {
		if ascii.Class[c]&(ascii.Upper|ascii.Digit) == 0 && c != '_' {
			return false
		}
	}
	if len(key) < 3 {
		return false
	}
	if j.lastStrength(key) >= Tokenlike {
		return true
	}
	last := len(key)
	for last > 0 && key[last-1] != '_' {
		last--
	}
	if last == 0 || j.words.Attributes.Has(key[last:]) {
		return false
	}
	for end := last - 1; end > 0; {
		start := end
		for start > 0 && key[start-1] != '_' {
			start--
		}
		if j.words.Segments.Has(key[start:end]) {
			return true
		}
		end = start - 1
	}
	return false
}
