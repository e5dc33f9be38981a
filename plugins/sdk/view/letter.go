package view

import (
	"unicode"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Fold returns a character in lower case.
func Fold(r rune) rune {
	if r < 0x80 {
		return rune(ascii.Folded[byte(r)])
	}
	return unicode.ToLower(r)
}

// Letter reports a letter, a digit or a mark on one, of any script.
func Letter(r rune) bool {
	if r < 0x80 {
		return ascii.Class[byte(r)]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// Ideograph reports a character of the scripts that write no spaces between words.
func Ideograph(r rune) bool {
	return r >= 0x3040 && r < 0xA000 || r >= 0xAC00 && r < 0xD7B0 || r >= 0xF900 && r < 0xFB00 || r >= 0x20000 && r < 0x30000
}
