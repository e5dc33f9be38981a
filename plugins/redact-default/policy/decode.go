package policy

import "github.com/driftsync/driftsync/plugins/sdk/view"

// Spellings of characters, see [view].

func character(s []byte, i int) (rune, int) { return view.Character(s, i) }

func percentByte(s []byte, i int) (byte, int) { return view.Percent(s, i) }

func hex4(s []byte, i int) rune { return view.Hex4(s, i) }

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

func foldRune(r rune) rune {
	switch {
	case r >= 'A' && r <= 'Z', r >= 0xC0 && r <= 0xDE && r != 0xD7, r >= 0x391 && r <= 0x3A9, r >= 0x410 && r <= 0x42F:
		return r + 0x20
	}
	return r
}
