package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

const maxEncoded = 1 << 10 // bytes of a word that are decoded

// encodedSpan returns the long word at s[i] if it is the base64, hexadecimal or base32 form of
// a token, of a password with its name, or of an account with its password.
func (p *Policy) encodedSpan(s []byte, i int) (start, end int) {
	if p.wordEnd(s, i)-i < longRun || i > 0 && alphabet[s[i-1]]&inBase64 != 0 && s[i-1] != '=' {
		return 0, 0
	}
	for end = i; end < len(s) && end < i+maxEncoded && alphabet[s[end]]&inBase64 != 0 && s[end] != '.'; end++ {
	}
	text, ok := view.Encoded(p.plainText[:0], s[i:end])
	p.plainText = text
	if !ok {
		return 0, 0
	}
	quoted := i > 0 && end < len(s) && quoteAt(s, i-1) && s[end] == s[i-1]
	if p.opensSomething(text, quoted) || passwordOf(text) && p.isAnnounced(s, i) {
		return i, end
	}
	return 0, 0
}

// isAnnounced reports that words before or behind the encoded word at s[i] say that it is a secret.
func (p *Policy) isAnnounced(s []byte, i int) bool {
	pair := &p.judging
	if *pair = (reading.Context{}).Read(s, i, 0); pair.Next > 0 && p.wordsWeight(s, pair, unlikely) > silent {
		return true
	}
	*pair = (reading.Labeled{}).Read(s, i, 0)
	return pair.Next > 0 && p.labelWeight(s, pair) > silent
}

// passwordOf reports what may be a password where words around its encoded form say so, and is no
// name with a version: openssh-key-v1.
func passwordOf(text []byte) bool {
	numbers := 0
	for _, c := range text {
		if ascii.Class[c]&ascii.Digit != 0 {
			numbers++
		}
	}
	return (numbers >= 2 || ascii.Classes(text)&ascii.Upper != 0) && len(text) >= 8 && len(text) <= 64 && judge.Mixed(text) && judge.Spaces(text) == 0 && bytes.IndexByte(text, ':') < 0
}

// opensSomething reports that the text of an encoded word is a secret, or holds one; in quotes
// it may be a password alone, and one that looks like it may be so anywhere.
func (p *Policy) opensSomething(text []byte, quoted bool) bool {
	if end, _ := tokens.Find(text, 0); end > 0 {
		return true
	}
	at := bytes.IndexAny(text, "=:")
	if at <= 0 {
		return quoted && isPassword(text) || judges.Striking(text) || judges.Composed(text)
	}
	if end, _ := tokens.Find(text, at+1); end > 0 {
		return true
	}
	pair := &p.judging
	*pair = reading.Sole{}.Read(text, at, 0)
	if name := text[:at]; p.senses.of(name).weight >= tokenlike {
		return soleNeed.met(text, pair, name, passlike)
	}
	return text[at] == ':' && alphabet[text[0]]&inAlnum != 0 && isPassword(text[pair.Value.Start:pair.Value.End])
}

// isPassword reports letters of both cases with digits and punctuation, and no spaces.
func isPassword(v []byte) bool {
	const all = ascii.Upper | ascii.Lower | ascii.Digit
	return len(v) >= 8 && len(v) <= 64 && ascii.Classes(v)&all == all && judge.Spaces(v) == 0 && judge.Symbol(v) && judge.Mixed(v)
}
