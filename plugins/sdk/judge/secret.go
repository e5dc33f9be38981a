package judge

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// Secret judges the value of a telling key.
func (j *Judge) Secret(key []byte, v []byte, quoted bool, s Strength) bool {
	if j.Placeholder(v) || ascii.EqualFold(v, string(key)) || ChainAddress(v) || quoted && aside(v) || s == Tokenlike && !quoted && typeOf(key, v) {
		return false
	}
	if s != Silent && PhraseEnd(v, 0) == len(v) && j.IsPhrase(key) {
		return true
	}
	k := ascii.Classes(v)
	if k&^(ascii.Word|ascii.Digit|ascii.Token|ascii.Hex) == 0 && s != Silent && len(v) >= 4 && len(v) <= 12 && j.words.Numbers.Has(LastSegment(key)) {
		return true
	}
	mixed := k&ascii.Digit != 0 && k&(ascii.Upper|ascii.Lower) != 0
	if s != Silent && quoted && mixed && noisy(v) {
		return !j.Location(v)
	}
	if s >= Tokenlike && padded(v) {
		return true
	}
	switch s {
	case Passlike:
		if quoted {
			return len(v) >= 4 && !j.prose(v) && !j.Location(v)
		}
		return len(v) >= 5 && (mixed || len(v) >= 8 && Symbol(v)) && !Expression(v) && !j.Location(v) || len(v) >= 16 && token.RandomLetters(v) || unspeakable(v)
	case Tokenlike:
		if len(v) < 8 || j.Location(v) || sentence(v) || !quoted && Expression(v) && !(len(v) >= 20 && token.RandomLetters(v)) {
			return false
		}
		return mixed && len(v) >= 8 || quoted && Odd(v) || len(v) >= 16 && k&ascii.Digit != 0 || len(v) >= 20 && k&ascii.Upper != 0 && k&ascii.Lower != 0 && Entropy(v) >= 38*min(len(v), 256)/10 || quoted && token.RandomLetters(v)
	case Entropic:
		if serial(v) || quoted && (j.Striking(v) || (turns(v) || j.Composed(v)) && j.words.Holders.Has(LastSegment(key))) && !j.Location(v) || quoted && len(v) >= 32 && k&ascii.Digit == 0 && token.RandomLetters(v) {
			return true
		}
		return len(v) >= 20 && mixed && !j.Location(v) && !Expression(v) && !Digest(v) && ascii.Classes(v)&^(ascii.Word|ascii.Upper|ascii.Lower|ascii.Digit|ascii.Token|ascii.Hex|ascii.Assign|ascii.Pathy) == 0 && Entropy(v) >= 36*min(len(v), 256)/10 && Spaces(v) == 0
	}
	return false
}

// padded reports the base64 of something that is no multiple of three bytes, in letters of both
// cases: names of programs do not end so.
func padded(v []byte) bool {
	text := bytes.TrimRight(v, "=")
	return len(text) < len(v) && len(text)+2 >= len(v) && len(v)%4 == 0 && len(v) >= 12 && token.Run(token.Base64, text, 0, len(text)) == len(text) &&
		ascii.Classes(text)&ascii.Upper != 0 && ascii.Classes(text)&ascii.Lower != 0
}

// aside reports what is no value for all the quotes around it: the text between two others, a
// link of Markdown.
func aside(v []byte) bool {
	return len(v) > 2 && v[1] == ' ' && (v[0] == '.' || v[0] == ',' || v[0] == ';' || v[0] == ':')
}

// typeOf reports the name of a type that begins with that of the key: token: TokenKind2.
func typeOf(key, v []byte) bool {
	n := len(key)
	return n > 2 && len(v) > n && ascii.EqualFold(v[:n], string(key)) && ascii.Class[v[0]]&ascii.Class[v[n]]&ascii.Upper != 0 && token.RandomnessOf(v) == token.Ordinary
}

// prose reports a sentence with words that a pass phrase has not.
func (j *Judge) prose(v []byte) bool {
	if !sentence(v) {
		return false
	}
	start := 0
	for i := 0; i <= len(v); i++ {
		if i < len(v) && ascii.Class[v[i]]&ascii.Word != 0 {
			continue
		}
		if i > start && i-start <= 9 && j.words.Prose.Has(v[start:i]) {
			return true
		}
		start = i + 1
	}
	return Spaces(v) > 8
}

// PassSentence reports a pass phrase: four words or more, in small letters, that are not
// what a program says to its users.
func (j *Judge) PassSentence(v []byte) bool {
	words, start := 0, 0
	for i := 0; i <= len(v); i++ {
		if i < len(v) && ascii.Class[v[i]]&ascii.Lower != 0 {
			continue
		}
		if i < len(v) && v[i] != ' ' && v[i] != '.' && v[i] != ',' && v[i] != '-' {
			return false
		}
		if i > start {
			if words++; i-start <= 10 && j.words.Said.Has(v[start:i]) {
				return false
			}
		}
		start = i + 1
	}
	return words >= 4 && words <= 10 && ascii.Class[v[0]]&ascii.Lower != 0
}

// Location reports a relative path or a URL. An absolute path is none: what the
// path rules leave of it would be judged otherwise the next time.
func (j *Judge) Location(v []byte) bool {
	return len(v) > 2 && v[0] == '.' && (v[1] == '/' || v[1] == '.') || hasURL(v) || bytes.Contains(v, []byte("](")) || resource(v) || j.file(v) || integrity(v)
}

// file reports the name of a file that holds a key or reads one.
func (j *Judge) file(v []byte) bool {
	dot := len(v)
	for dot > 0 && dot > len(v)-6 && v[dot-1] != '.' {
		dot--
	}
	if dot < 3 || dot >= len(v) || !j.words.Files.Has(v[dot:]) {
		return false
	}
	return ascii.Classes(v)&^(ascii.Word|ascii.Upper|ascii.Lower|ascii.Digit|ascii.Token|ascii.Hex|ascii.Pathy|ascii.Assign) == 0 && !Symbol(v)
}

// PassPhrase reports three words or more that hyphens join and that are not what a
// program says of passwords.
func (j *Judge) PassPhrase(v []byte) bool {
	words, start := 0, 0
	for i := 0; i <= len(v); i++ {
		if i < len(v) && ascii.Class[v[i]]&ascii.Lower != 0 {
			continue
		}
		if i < len(v) && v[i] != '-' || i-start < 3 || j.words.Said.Has(v[start:i]) {
			return false
		}
		words, start = words+1, i+1
	}
	return words >= 3
}

// IsPhrase reports the name of such a phrase.
func (j *Judge) IsPhrase(key []byte) bool { return j.words.Phrases.Has(LastSegment(key)) }

// Reference reports another name that holds the value: a constant, a property
// with a telling name, a call.
func (j *Judge) Reference(v []byte) bool {
	plain, last := true, -1
	for i, c := range v {
		switch {
		case c == '(' || c == '[' || c == ':' && i+1 < len(v) && v[i+1] == ':':
			return true
		case c == '.':
			last = i
		case ascii.Class[c]&ascii.Word == 0:
			plain = false
		}
	}
	if !plain {
		return false
	}
	return j.Variable(v) || last > 0 && j.lastStrength(v[last+1:]) != Silent
}

// Spoken judges a value without quotes in a sentence.
func (j *Judge) Spoken(v []byte, weight Strength) bool {
	k := ascii.Classes(v)
	if k&ascii.Digit == 0 || k&(ascii.Upper|ascii.Lower) == 0 || j.Placeholder(v) || j.Location(v) || j.Reference(v) || Expression(v) || Mail(v) || Version(v) {
		return false
	}
	for _, c := range v {
		if c == '(' || c == '{' || c == '\\' || c == '|' || c == '=' && weight == Passlike && !Symbol(v) {
			return false
		}
	}
	if v[0] == '/' || v[0] == '-' || v[0] == '.' {
		return false
	}
	r := token.RandomnessOf(v)
	if r == token.Hashlike {
		return true
	}
	if weight == Tokenlike {
		return r >= token.MixedUp
	}
	return r >= token.MixedUp || Mixed(v) && !ascii.HasByte(v, '/')
}

// Literal reports a text in quotes that is random enough to be a secret where a
// name would do as well.
func (j *Judge) Literal(key, text []byte) bool {
	k := ascii.Classes(text)
	if len(text) < 8 || k&ascii.Digit == 0 && !token.RandomLetters(text) || k&(ascii.Upper|ascii.Lower) == 0 || Spaces(text) > 0 || j.Reference(text) && (!Odd(text) || ascii.HasByte(text, '[') || ascii.HasByte(text, '\\')) || Digest(text) || Version(text) {
		return false
	}
	return j.Secret(key, text, true, Tokenlike) && !Mail(text)
}

// Near judges a value that stands right behind the name of a password, in markup or on a
// line of its own.
func (j *Judge) Near(name, v []byte) bool {
	if j.PassPhrase(v) {
		return !ascii.EqualFold(name, "secret") && !j.speaks(v) // a secret may have a name itself
	}
	b, ok := buildOf(v)
	return len(v) >= minStriking && ok && (b.signs == 0 || b.digits >= 2) && j.Spoken(v, Passlike)
}

// speaks reports a word of prose among those that hyphens join.
func (j *Judge) speaks(v []byte) bool {
	for _, word := range bytes.Split(v, []byte("-")) {
		if j.words.Prose.Has(word) {
			return true
		}
	}
	return false
}

// Apparent judges a value that only stands near a name: it has to look like a secret by
// itself.
func (j *Judge) Apparent(v []byte, s Strength) bool {
	if s == Silent || j.Placeholder(v) {
		return false
	}
	if j.Striking(v) {
		return !j.Location(v)
	}
	if s >= Tokenlike && j.Composed(v) {
		return true
	}
	for _, c := range v {
		if !inResource[c] || c == '=' {
			return false
		}
	}
	r := token.RandomnessOf(v)
	return s >= Tokenlike && (r == token.Unlikely || turns(v)) && !j.Location(v) && !j.Reference(v)
}
