package view

import "github.com/driftsync/driftsync/plugins/sdk/ascii"

// Encoded appends to dst the text that the word s is the base64, the hexadecimal or the base32
// form of. It reports false where that is not plain ASCII; nearly every word fails at its
// first characters.
func Encoded(dst, s []byte) ([]byte, bool) {
	for _, digits := range encodings {
		if out, ok := decode(dst, s, digits); ok {
			return out, true
		}
	}
	return dst, false
}

// encoding tells what each character stands for, beyond 63 for none.
type encoding struct {
	bits   int // a character
	values [256]uint8
}

var encodings = [...]*encoding{
	newEncoding(4, "0123456789abcdef"),
	newEncoding(4, "0123456789ABCDEF"),
	newEncoding(5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
	newEncoding(6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
	newEncoding(6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
}

func newEncoding(bits int, characters string) *encoding {
	e := &encoding{bits: bits}
	for c := range e.values {
		e.values[c] = 0xff
	}
	for i := range len(characters) {
		e.values[characters[i]] = uint8(i)
	}
	return e
}

func decode(dst, s []byte, e *encoding) ([]byte, bool) {
	for len(s) > 0 && s[len(s)-1] == '=' {
		s = s[:len(s)-1]
	}
	held, n := 0, 0
	for _, c := range s {
		v := e.values[c]
		if v == 0xff {
			return dst, false
		}
		held, n = (held<<e.bits|int(v))&0xffff, n+e.bits
		if n < 8 {
			continue
		}
		n -= 8
		b := byte(held >> n)
		if b < ' ' || b > '~' {
			return dst, false
		}
		dst = append(dst, b)
	}
	return dst, held&(1<<n-1) == 0 && n < e.bits && ascii.Classes(dst)&ascii.Word != 0
}
