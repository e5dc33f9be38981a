package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// isLiteral reports a number in any usual spelling, a boolean or a null.
func isLiteral(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	if len(s) > 40 {
		return false
	}
	if ascii.Class[s[0]]&(ascii.Upper|ascii.Lower) != 0 {
		return literalWords.Has(s)
	}
	if s[0] == '-' || s[0] == '+' {
		s = s[1:]
	}
	if len(s) > 2 && s[0] == '0' && (s[1]|0x20 == 'x' || s[1]|0x20 == 'b' || s[1]|0x20 == 'o') {
		return digits(s[2:], ascii.Hex) == len(s)-2 && len(s) <= 18
	}
	n := digits(s, ascii.Digit)
	whole := n
	if n < len(s) && s[n] == '.' {
		f := digits(s[n+1:], ascii.Digit)
		n, whole = n+1+f, whole+f
	}
	if whole == 0 {
		return false
	}
	if n < len(s) && s[n]|0x20 == 'e' {
		e := n + 1
		if e < len(s) && (s[e] == '-' || s[e] == '+') {
			e++
		}
		f := digits(s[e:], ascii.Digit)
		if f == 0 {
			return false
		}
		n = e + f
	}
	return n == len(s) || n+1 == len(s) && (s[n] == 'f' || s[n] == 'L' || s[n] == 'n' || s[n] == 'u')
}

// digits returns the length of a run of digits that underscores may group.
func digits(s []byte, kind uint8) int {
	n := 0
	for n < len(s) && (ascii.Class[s[n]]&kind != 0 || n > 0 && s[n] == '_') {
		n++
	}
	return n
}
