package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

var partsByFirst = makeParts()

// partStarts has a bit for the hash of the first three bytes of each part.
var partStarts = makeStarts(placeholderParts)

func makeParts() (index [256][]string) {
	for _, part := range placeholderParts {
		c := part[0]
		index[c] = append(index[c], part)
		if ascii.Class[c]&ascii.Lower != 0 {
			index[c-32] = append(index[c-32], part)
		}
	}
	return index
}

// placeholder reports whether a value stands for a secret only: a variable, a
// template, a row of x, a word that tells people to fill something in.
func placeholder(v []byte) bool {
	if len(v) == 0 || marker.End(v, 0) > 0 {
		return true
	}
	switch v[0] {
	case '#':
		return len(v) < 8 || !randomWord(v) || isHex(v[1:])
	case '{':
		return len(v) < 10 || v[1] == '{' || !symbol(v[1:]) || !randomWord(v[1:])
	case '$', '<', '*', '&', '@':
		return true
	case '%':
		if len(v) <= 3 || v[len(v)-1] == '%' || v[1] == '(' || v[1] == '{' {
			return true
		}
	}
	if len(v) <= 12 && placeholderWords.Has(v) {
		return true
	}
	same := true
	for i := 1; i < len(v) && same; i++ {
		same = ascii.Fold(v[i]) == ascii.Fold(v[0])
	}
	if same {
		return true
	}
	if len(v) > 128 {
		return false
	}
	if len(v) <= 12 && (ascii.HasAt(v, 0, "12345678") || ascii.HasAt(v, 0, "00000000")) {
		return true
	}
	for i := 0; i+3 < len(v); i++ {
		h := startHash(ascii.Folded[v[i]], ascii.Folded[v[i+1]], ascii.Folded[v[i+2]])
		if partStarts[h>>3]>>(h&7)&1 == 0 && v[i] != '{' {
			continue
		}
		if v[i] == '{' && template(v, i) {
			return true
		}
		for _, part := range partsByFirst[v[i]] {
			if ascii.HasFold(v, i, part) && (part[0] != 'y' || !insideWord(v, i)) {
				return true
			}
		}
	}
	return false
}

// insideWord reports that a word of v goes on at i: random text has "your" in it, too.
func insideWord(v []byte, i int) bool {
	if i == 0 || ascii.Class[v[i-1]]&(ascii.Lower|ascii.Upper|ascii.Digit) == 0 {
		return false
	}
	return ascii.Class[v[i-1]]&ascii.Lower == 0 || ascii.Class[v[i]]&ascii.Upper == 0
}

// template reports whether {{x}}, ${x} or #{x} has its inner bracket at v[i].
func template(v []byte, i int) bool {
	closing := 1
	switch {
	case ascii.HasAt(v, i, "{{"):
		i++
		closing = 2
	case i == 0 || v[i-1] != '$' && v[i-1] != '#':
		return false
	}
	for i++; i < len(v); i++ {
		switch v[i] {
		case '}':
			return closing == 1 || i+1 < len(v) && v[i+1] == '}'
		case '{', ']', '<', '>':
			return false
		}
	}
	return false
}

// secretValue judges the value of a telling key.
func secretValue(key []byte, v []byte, quoted bool, s strength) bool {
	if placeholder(v) || ascii.EqualFold(v, string(key)) {
		return false
	}
	if s != silent && phraseEnd(v, 0) == len(v) && isPhraseKey(key) {
		return true
	}
	k := ascii.Classes(v)
	mixed := k&ascii.Digit != 0 && k&(ascii.Upper|ascii.Lower) != 0
	if s != silent && quoted && mixed && noisy(v) {
		return !location(v)
	}
	switch s {
	case passlike:
		if quoted {
			return len(v) >= 4 && !prose(v) && !location(v)
		}
		return len(v) >= 5 && (mixed || len(v) >= 8 && symbol(v)) && !reference(v) && !location(v) || len(v) >= 16 && k&(ascii.Lower|ascii.Digit) == 0 && randomLetters(v)
	case tokenlike:
		if len(v) < 8 || location(v) || sentence(v) || !quoted && reference(v) && !(len(v) >= 20 && randomLetters(v)) {
			return false
		}
		return mixed && len(v) >= 8 || quoted && odd(v) || len(v) >= 16 && k&ascii.Digit != 0 || len(v) >= 20 && k&ascii.Upper != 0 && k&ascii.Lower != 0 && entropy(v) >= 38*min(len(v), 256)/10 || quoted && randomLetters(v)
	case entropic:
		if isSerial(v) || quoted && len(v) >= 32 && k&ascii.Digit == 0 && randomLetters(v) {
			return true
		}
		return len(v) >= 20 && mixed && !location(v) && !reference(v) && !digest(v) && ascii.Classes(v)&^(ascii.Word|ascii.Upper|ascii.Lower|ascii.Digit|ascii.Token|ascii.Hex|ascii.Assign|ascii.Pathy) == 0 && entropy(v) >= 36*min(len(v), 256)/10 && countSpaces(v) == 0
	}
	return false
}

func countSpaces(v []byte) (n int) {
	for _, c := range v {
		if c == ' ' {
			n++
		}
	}
	return n
}

// sentence reports prose: three words or more.
func sentence(v []byte) bool { return countSpaces(v) >= 2 }

// odd reports three different symbols that names, paths and formats have not.
func odd(v []byte) bool {
	seen, kinds := [4]uint64{}, 0
	for _, c := range v {
		if symbols[c] && seen[c>>6]>>(c&63)&1 == 0 {
			seen[c>>6] |= 1 << (c & 63)
			kinds++
		}
	}
	return kinds >= 3 && countSpaces(v) == 0
}

// prose reports a sentence with words that a pass phrase has not.
func prose(v []byte) bool {
	if !sentence(v) {
		return false
	}
	start := 0
	for i := 0; i <= len(v); i++ {
		if i < len(v) && ascii.Class[v[i]]&ascii.Word != 0 {
			continue
		}
		if i > start && i-start <= 9 && proseWords.Has(v[start:i]) {
			return true
		}
		start = i + 1
	}
	return countSpaces(v) > 8
}

// passSentence reports a pass phrase: four words or more, in small letters, that are not
// what a program says to its users.
func passSentence(v []byte) bool {
	words, start := 0, 0
	for i := 0; i <= len(v); i++ {
		if i < len(v) && ascii.Class[v[i]]&ascii.Lower != 0 {
			continue
		}
		if i < len(v) && v[i] != ' ' && v[i] != '.' && v[i] != ',' && v[i] != '-' {
			return false
		}
		if i > start {
			if words++; i-start <= 10 && saidWords.Has(v[start:i]) {
				return false
			}
		}
		start = i + 1
	}
	return words >= 4 && words <= 10 && ascii.Class[v[0]]&ascii.Lower != 0
}

// location reports a relative path or a URL. An absolute path is none: what the
// path rules leave of it would be judged otherwise the next time.
func location(v []byte) bool {
	return len(v) > 2 && v[0] == '.' && (v[1] == '/' || v[1] == '.') || hasURL(v) || isResource(v) || fileOf(v) || isIntegrity(v)
}

// isIntegrity reports the digest of a file as packages and pages give it.
// https://www.w3.org/TR/SRI/
func isIntegrity(v []byte) bool {
	return len(v) > 30 && v[0] == 's' && (ascii.HasAt(v, 0, "sha512-") || ascii.HasAt(v, 0, "sha384-") || ascii.HasAt(v, 0, "sha256-") || ascii.HasAt(v, 0, "sha1-"))
}

// isResource reports the name of a resource of a cloud, or of a standard.
func isResource(v []byte) bool {
	return len(v) > 4 && v[3] == ':' && (ascii.HasAt(v, 0, "arn:") || ascii.HasAt(v, 0, "urn:") || ascii.HasAt(v, 0, "did:"))
}

// inResource reports that the colon s[i] divides such a name.
func inResource(s []byte, i int) bool {
	if i < 0 || i+1 >= len(s) || s[i] != ':' || s[i+1] == ' ' {
		return false
	}
	for low := max(0, i-160); i > low && (alphabet[s[i-1]]&inBase64 != 0 || s[i-1] == ':'); {
		i--
	}
	return isResource(s[i:])
}

// fileOf reports the name of a file that holds a key or reads one.
func fileOf(v []byte) bool {
	dot := len(v)
	for dot > 0 && dot > len(v)-6 && v[dot-1] != '.' {
		dot--
	}
	if dot < 3 || dot >= len(v) || !fileExtensions.Has(v[dot:]) {
		return false
	}
	return ascii.Classes(v)&^(ascii.Word|ascii.Upper|ascii.Lower|ascii.Digit|ascii.Token|ascii.Hex|ascii.Pathy|ascii.Assign) == 0 && !symbol(v)
}

func hasURL(v []byte) bool {
	for i := 0; i+2 < len(v) && i < 12; i++ {
		if v[i] == ':' && v[i+1] == '/' && v[i+2] == '/' {
			return true
		}
	}
	return false
}

func symbol(v []byte) bool {
	for _, c := range v {
		switch c {
		case '!', '#', '$', '%', '^', '&', '*', '?', '@':
			return true
		}
	}
	return false
}

// reference reports an expression of a program: a call, an index, a property, an
// identifier without digits.
func reference(v []byte) bool {
	digits, dots := 0, 0
	plain := true
	for i, c := range v {
		switch {
		case c == '(' || c == '[' || c == ':' && i+1 < len(v) && v[i+1] == ':':
			return plain && i > 0
		case ascii.Class[c]&ascii.Digit != 0:
			digits++
		case c == '?' && i+1 < len(v) && v[i+1] == '.':
		case c == '.':
			dots++
		case ascii.Class[c]&ascii.Word == 0:
			plain = false
		}
	}
	if !plain {
		return false
	}
	return digits == 0 || dots > 0 && len(v) < 24 && ascii.Class[v[0]]&(ascii.Upper|ascii.Lower) != 0 && digits <= 2
}

// chainAddress reports the public address of an account of a chain.
func chainAddress(v []byte) bool { return len(v) == 42 && ascii.HasAt(v, 0, "0x") && isHex(v[2:]) }

// digest reports a hash or a UUID: hex of a usual length.
func digest(v []byte) bool {
	hex := 0
	if chainAddress(v) {
		return true
	}
	for at := len(v) - 32; at > 2; at-- { // node-modules-0a31…
		if v[at-1] == '-' && ascii.Class[v[at-2]]&ascii.Lower != 0 {
			return isHex(v[at:]) && digest(v[at:])
		}
	}
	for _, c := range v {
		switch {
		case ascii.Class[c]&ascii.Hex != 0:
			hex++
		case c != '-':
			return false
		}
	}
	return hex == 32 || hex == 40 || hex == 64 || hex == 96 || hex == 128
}
