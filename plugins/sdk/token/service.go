package token

import "github.com/driftsync/driftsync/plugins/sdk/ascii"

// Tokens that are known by their middle. Each function is called at a byte there, and returns
// the whole token; end is 0 without one.

// Telegram returns the token of a bot, "110201543:AAH...", whose colon is s[i].
func Telegram(s []byte, i int) (start, end int) {
	if !middleToken(s, i) {
		return 0, 0
	}
	start, end = i, i+1
	for start > 0 && start > i-10 && ascii.Class[s[start-1]]&ascii.Digit != 0 {
		start--
	}
	for end < len(s) && end < i+64 && Alphabets[s[end]]&Dash != 0 {
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
		if Alphabets[c]&Dash == 0 {
			return false
		}
	}
	return true
}

// Facebook returns the token of an application, "1477036645700765|wRPf2v3mt2JfMq...",
// whose bar is s[i].
func Facebook(s []byte, i int) (start, end int) {
	start, end = i, i+1
	for start > 0 && start > i-18 && ascii.Class[s[start-1]]&ascii.Digit != 0 {
		start--
	}
	if i-start < 13 {
		return 0, 0
	}
	for end < len(s) && end < i+40 && Alphabets[s[end]]&Dash != 0 {
		end++
	}
	if end-i < 27 || end-i > 30 || !Varied(s[i+1:end]) {
		return 0, 0
	}
	return start, end
}

// DiscordDot returns the end of the first part of a token of three parts, of 23
// to 28, 6 and 27 or more bytes, which begins with M, N or O at s[i], or 0.
func DiscordDot(s []byte, i int) int {
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

// Discord returns the token of a bot of three parts that begins at s[i].
func Discord(s []byte, i int) (start, end int) {
	dot := DiscordDot(s, i)
	if dot == 0 || dot+8 >= len(s) || !Varied(s[i:dot]) {
		return 0, 0
	}
	end = dot + 8
	for end < len(s) && end < dot+48 && Alphabets[s[end]]&Dash != 0 {
		end++
	}
	for k := i; k < dot+7; k++ {
		if k != dot && Alphabets[s[k]]&Dash == 0 {
			return 0, 0
		}
	}
	if end < dot+35 {
		return 0, 0
	}
	return i, end
}

// Mailchimp returns 32 hexadecimal digits before "-us" and the number of a data
// center, whose hyphen is s[i].
func Mailchimp(s []byte, i int) (start, end int) {
	if i < 32 || !ascii.HasAt(s, i, "-us") || i+3 >= len(s) || ascii.Class[s[i+3]]&ascii.Digit == 0 || !IsHex(s[i-32:i]) {
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

// Azure returns a client secret, which has "Q~" after three letters and a digit
// and 31 more bytes after that; s[i] is the tilde.
func Azure(s []byte, i int) (start, end int) {
	if i < 5 || s[i-1] != 'Q' || ascii.Class[s[i-2]]&ascii.Digit == 0 {
		return 0, 0
	}
	end = i + 1
	for end < len(s) && end < i+36 && (Alphabets[s[end]]&Dot != 0 || s[end] == '~') {
		end++
	}
	start = i - 5
	if end < i+32 || end > i+35 || !Varied(s[i:end]) || start > 0 && (Alphabets[s[start-1]]&Dot != 0 || s[start-1] == '~') {
		return 0, 0
	}
	for _, c := range s[start : i-2] {
		if Alphabets[c]&Dot == 0 && c != '~' {
			return 0, 0
		}
	}
	return start, end
}
