package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// Tokens that are known by their middle.

// telegramSpan returns the token of a bot, "110201543:AAH...", whose colon is s[i].
func telegramSpan(_ *Policy, s []byte, i int) (start, end int) {
	if !middleToken(s, i) {
		return 0, 0
	}
	start, end = i, i+1
	for start > 0 && start > i-10 && ascii.Class[s[start-1]]&ascii.Digit != 0 {
		start--
	}
	for end < len(s) && end < i+64 && alphabet[s[end]]&inDash != 0 {
		end++
	}
	return start, end
}

// middleToken reports eight digits before s[i], a colon, and "AA" and 32 more
// bytes of a token after it.
func middleToken(s []byte, i int) bool {
	if i < 8 || i+34 >= len(s) || s[i+1] != 'A' || s[i+2] != 'A' {
		return false
	}
	for _, c := range s[i-8 : i] {
		if ascii.Class[c]&ascii.Digit == 0 {
			return false
		}
	}
	for _, c := range s[i+1 : i+34] {
		if alphabet[c]&inDash == 0 {
			return false
		}
	}
	return true
}

// facebookSpan returns the token of an application, "1477036645700765|wRPf2v3mt2JfMq...",
// whose bar is s[i].
func facebookSpan(_ *Policy, s []byte, i int) (start, end int) {
	start, end = i, i+1
	for start > 0 && start > i-18 && ascii.Class[s[start-1]]&ascii.Digit != 0 {
		start--
	}
	if i-start < 13 {
		return 0, 0
	}
	for end < len(s) && end < i+40 && alphabet[s[end]]&inDash != 0 {
		end++
	}
	if end-i < 27 || end-i > 30 || !varied(s[i+1:end]) {
		return 0, 0
	}
	return start, end
}

// discordDot returns the end of the first part of a token of three parts, of 23
// to 28, 6 and 27 or more bytes, which begins with M, N or O at s[i], or 0.
func discordDot(s []byte, i int) int {
	if s[i]-'M' > 2 {
		return 0
	}
	for dot := i + 23; dot <= i+28 && dot+7 < len(s); dot++ {
		if s[dot] == '.' {
			if s[dot+7] == '.' {
				return dot
			}
			return 0
		}
	}
	return 0
}

// discordSpan returns the token of a bot of three parts that begins at s[i].
func discordSpan(_ *Policy, s []byte, i int) (start, end int) {
	dot := discordDot(s, i)
	if dot == 0 || dot+8 >= len(s) || !varied(s[i:dot]) {
		return 0, 0
	}
	end = dot + 8
	for end < len(s) && end < dot+48 && alphabet[s[end]]&inDash != 0 {
		end++
	}
	for k := i; k < dot+7; k++ {
		if k != dot && alphabet[s[k]]&inDash == 0 {
			return 0, 0
		}
	}
	if end < dot+35 {
		return 0, 0
	}
	return i, end
}

// mailchimpSpan returns 32 hexadecimal digits before "-us" and the number of a data
// center, whose hyphen is s[i].
func mailchimpSpan(_ *Policy, s []byte, i int) (start, end int) {
	if i < 32 || !ascii.HasAt(s, i, "-us") || i+3 >= len(s) || ascii.Class[s[i+3]]&ascii.Digit == 0 || !isHex(s[i-32:i]) {
		return 0, 0
	}
	end = i + 4
	for end < len(s) && end < i+6 && ascii.Class[s[end]]&ascii.Digit != 0 {
		end++
	}
	if i > 32 && ascii.Class[s[i-33]]&ascii.Word != 0 || end < len(s) && ascii.Class[s[end]]&ascii.Word != 0 {
		return 0, 0
	}
	return i - 32, end
}

// azureSpan returns a client secret, which has "Q~" after three letters and a digit
// and 31 more bytes after that; s[i] is the tilde.
func azureSpan(_ *Policy, s []byte, i int) (start, end int) {
	if i < 5 || s[i-1] != 'Q' || ascii.Class[s[i-2]]&ascii.Digit == 0 {
		return 0, 0
	}
	end = i + 1
	for end < len(s) && end < i+36 && (alphabet[s[end]]&inDot != 0 || s[end] == '~') {
		end++
	}
	start = i - 5
	if end < i+32 || end > i+35 || !varied(s[i:end]) || start > 0 && (alphabet[s[start-1]]&inDot != 0 || s[start-1] == '~') {
		return 0, 0
	}
	for _, c := range s[start : i-2] {
		if alphabet[c]&inDot == 0 && c != '~' {
			return 0, 0
		}
	}
	return start, end
}

// basicAuth takes the credentials after "curl -u" or "curl --user", at s[i].
func (p *Policy) basicAuth(s []byte, i int) int {
	if !p.reader.account || i-p.reader.tool > 1024 || i >= len(s) || s[i] != ' ' {
		return 0
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	quote := byte(' ')
	if i < len(s) && (s[i] == '"' || s[i] == '\'') {
		quote = s[i]
		i++
	}
	colon, end := -1, i
	for end < len(s) && s[end] != quote && s[end] != '\n' && s[end] != '\\' && marker.End(s, end) == 0 && end < i+256 {
		if s[end] == ':' && colon < 0 {
			colon = end
		}
		end++
	}
	if colon < 0 || end == i || placeholder(s[i:end]) || marker.End(s, end) > 0 {
		return 0
	}
	if v := s[colon+1 : end]; len(v) > 0 && (placeholder(v) || ascii.EqualFold(v, "pass") || string(v) == string(s[i:colon])) {
		return 0
	}
	p.secret(s, i, end, secretHeader)
	return end
}

// reversedSpan returns the text in quotes that is compared with a telling name after
// s[i], which is the first = of the operator.
func reversedSpan(_ *Policy, s []byte, i int) (start, end int) {
	next := i + 1
	for next < len(s) && next < i+3 && s[next] == '=' {
		next++
	}
	if next == i+1 && (i == 0 || s[i-1] != '!') || next >= len(s) || s[next] != ' ' || i < 3 {
		return 0, 0
	}
	name := next + 1
	for next = name; next < len(s) && next < name+40 && (ascii.Class[s[next]]&ascii.Word != 0 || s[next] == '.'); next++ {
	}
	if strengthOf(s[name:next]) < tokenlike {
		return 0, 0
	}
	for i > 0 && (s[i-1] == '!' || s[i-1] == ' ') && i > next-48 {
		i--
	}
	if i < 2 || s[i-1] != '"' && s[i-1] != '\'' {
		return 0, 0
	}
	quote := s[i-1]
	for start = i - 1; start > 0 && start > i-128; start-- {
		if s[start-1] == quote {
			if !secretValue(s[name:next], s[start:i-1], true, passlike) {
				return 0, 0
			}
			return start, i - 1
		}
	}
	return 0, 0
}
