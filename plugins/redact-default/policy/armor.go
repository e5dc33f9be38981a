package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// skipEscape passes the escape at s[i]: a run of backslashes and the letter or the
// digits after it, so that the word after it begins at its own first letter.
func skipEscape(s []byte, i int) int {
	start := i
	for i < len(s) && s[i] == '\\' {
		i++
	}
	if i >= len(s) {
		return i
	}
	switch s[i] {
	case 'n', 't', 'r':
		return i + 1
	case 'u':
		if hex4(s, i) >= 0 {
			return i + 5
		}
	case 'x':
		if i+2 < len(s) && ascii.Class[s[i+1]]&ascii.Class[s[i+2]]&ascii.Hex != 0 {
			return i + 3
		}
	case '0', '1', '2', '3':
		if i+2 < len(s) && ascii.Class[s[i+1]]&ascii.Class[s[i+2]]&ascii.Digit != 0 && i == start+1 {
			return i + 3
		}
	}
	return i
}

const maxArmor = 96 // bytes of the first line of a key block

// keyBlockSpan returns a private key from its first hyphen, which is at s[i], to the hyphens
// that end the block or to the end of that line, or of the text where the block is cut off:
// what stands behind the hyphens may be the key of a value.
func keyBlockSpan(_ *Policy, s []byte, i int) (start, end int) {
	if !opensArmor(s, i) {
		return 0, 0
	}
	at := i
	for at < len(s) && at < i+maxArmor {
		r, n := character(s, at)
		if r != '-' && r != ' ' {
			break
		}
		at += n
	}
	if !ascii.HasFold(s, at, "begin") {
		return 0, 0
	}
	for end := at; end < len(s) && end < at+maxArmor && s[end] != '\n'; end++ {
		if !ascii.HasFold(s, end, "private") {
			continue
		}
		for key := end + len("private"); key < end+len("private")+4; key++ {
			if ascii.HasFold(s, key, "key") {
				return i, armorEnd(s, key)
			}
		}
	}
	return 0, 0
}

// opensArmor reports hyphens at s[i], in any spelling.
func opensArmor(s []byte, i int) bool {
	switch s[i] {
	case '-':
		return ascii.HasAt(s, i, "----") && (i == 0 || s[i-1] != '-')
	case '%':
		return ascii.HasFold(s, i, "%2d%2d")
	}
	return ascii.HasFold(s, i, `\u002d\u002d`) || ascii.HasFold(s, i, `\x2d\x2d`)
}

// armorEnd returns the end of the key block after s[at].
func armorEnd(s []byte, at int) int {
	for k := at; k < len(s); k++ {
		if s[k]|0x20 == 'e' && endsArmor(s, k) {
			return endOfArmor(s, k+len("end"))
		}
	}
	return len(s)
}

func endOfArmor(s []byte, end int) int {
	for ; end < len(s) && !endsArmorLine(s[end]); end++ {
		switch {
		case ascii.HasFold(s, end, "--"):
			for end < len(s) && s[end] == '-' {
				end++
			}
			return end
		case ascii.HasFold(s, end, "%2d%2d"):
			for ascii.HasFold(s, end, "%2d") {
				end += len("%2d")
			}
			return end
		}
	}
	return end
}

func endsArmorLine(c byte) bool {
	return c == '\n' || c == '\\' || c == '"' || c == '\'' || c == '`' || c == '<' || c == '&'
}

// endsArmor reports "END" after a hyphen in any spelling.
func endsArmor(s []byte, k int) bool {
	if !ascii.HasFold(s, k, "end") || k+3 < len(s) && ascii.Class[s[k+3]]&(ascii.Upper|ascii.Lower) != 0 {
		return false
	}
	k--
	if s[k] == ' ' {
		k--
	}
	return k > 0 && (s[k] == '-' || s[k]|0x20 == 'd' && s[k-1] == '2')
}
