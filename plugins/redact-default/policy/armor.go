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

// percent passes the % at s[i], and its digits if a token follows them.
func (p *Policy) percent(s []byte, i int) int {
	if ascii.HasFold(s, i, "%2d%2d") {
		if end := p.keyBlock(s, i); end > 0 {
			return end
		}
	}
	if _, n := percentByte(s, i); n > 0 && i+n < len(s) && beginsToken(s, i+n) && p.provider(s, i+1) == 0 && p.provider(s, i+n) > 0 {
		return i + n
	}
	return i + 1
}

// escapedArmor reads a key block whose first hyphen is the escape at s[i].
func (p *Policy) escapedArmor(s []byte, i int) int {
	if ascii.HasFold(s, i, `\u002d\u002d`) || ascii.HasFold(s, i, `\x2d\x2d`) {
		return p.keyBlock(s, i)
	}
	return 0
}

const maxArmor = 96 // bytes of the first line of a key block

// keyBlock takes a private key from its first hyphen, which is s[i], to the end of
// the block, or of the text where the block is cut off. It returns 0 without one.
func (p *Policy) keyBlock(s []byte, i int) int {
	at := i
	for at < len(s) && at < i+maxArmor {
		r, n := character(s, at)
		if r != '-' && r != ' ' {
			break
		}
		at += n
	}
	if !ascii.HasFold(s, at, "begin") {
		return 0
	}
	for end := at; end < len(s) && end < at+maxArmor && s[end] != '\n'; end++ {
		if !ascii.HasFold(s, end, "private") {
			continue
		}
		for key := end + len("private"); key < end+len("private")+4; key++ {
			if ascii.HasFold(s, key, "key") {
				return p.armored(s, i, key)
			}
		}
	}
	return 0
}

// armored takes s from i to the hyphens that end the last line of the key block, after at,
// or to the end of that line: what stands behind the hyphens may be the key of a value.
func (p *Policy) armored(s []byte, i, at int) int {
	end := len(s)
	for k := at; k < len(s); k++ {
		if s[k]|0x20 == 'e' && endsArmor(s, k) {
			end = endOfArmor(s, k+len("end"))
			break
		}
	}
	p.secret(s, i, end, secretKeyBlock)
	return end
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
