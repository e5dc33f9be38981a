package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// What a setting gives without quotes, and what its lines look like.

// isSetting reports a word that is the whole value of a setting: its line holds
// nothing but the key and it, and the key says whose password it is, or the line before
// whose.
func isSetting(s []byte, i int, key []byte, v value) bool {
	text := s[v.start:v.end]
	if wholePassword(s, i, key, v) {
		return true
	}
	if len(text) < 6 || v.end < len(s) && s[v.end] != '\n' && s[v.end] != '\r' || judges.Placeholder(text) || typeWords.Has(text) || judges.Location(text) || judges.Strength(text) != silent {
		return false
	}
	for _, c := range text {
		if ascii.Class[c]&(ascii.Lower|ascii.Digit) == 0 && c != '_' && c != '-' {
			return false
		}
	}
	at := offset(s, key)
	line := lineStart(s, max(0, min(at, i)))
	for _, c := range s[line:at] {
		if c != ' ' && c != '\t' {
			return false
		}
	}
	if s[i] == '=' && v.start == i+1 {
		return len(judge.LastSegment(key)) < len(key)
	}
	return line > 0 && namesAccount(s, line-1, s[i])
}

// namesAccount reports that one of the lines before s[i] is the setting of a user or a
// host, with the same separator.
func namesAccount(s []byte, i int, separator byte) bool {
	for range 4 {
		start := i
		for start > 0 && start > i-maxLabel && s[start-1] != '\n' {
			start--
		}
		key := start
		for key < i && (s[key] == ' ' || s[key] == '\t') {
			key++
		}
		end := key
		for end < i && around[s[end]]&inName != 0 {
			end++
		}
		if stop := end; end > key {
			for stop < i && s[stop] == ' ' {
				stop++
			}
			if stop < i && s[stop] == separator && accountWords.Has(judge.LastSegment(s[key:end])) {
				return true
			}
		}
		if start == 0 || s[start-1] != '\n' {
			return false
		}
		i = start - 1
	}
	return false
}

// pgpass takes the password of "host:port:database:user:x", whose last colon is s[i].
func pgpass(s []byte, i int) (start, end int) {
	end = i + 1
	for end < len(s) && end < i+maxLabel && s[end] > ' ' && s[end] != ':' && s[end] != '"' && s[end] != '/' && (s[end] != '[' || marker.End(s, end) == 0) {
		end++
	}
	if end < i+7 || end < len(s) && s[end] > ' ' {
		return 0, 0
	}
	colons, number, from := 0, false, i
	for k := i; k > 0 && k > i-maxLabel; k-- {
		c := s[k-1]
		if c == ':' {
			colons++
			number = number || from > k && (s[k] == '*' && from == k+1 || digits(s[k:from], ascii.Digit) == from-k)
			from = k - 1
			continue
		}
		if alphabet[c]&inDot == 0 && c != '*' {
			if c != '\n' {
				return 0, 0
			}
			break
		}
	}
	if text := s[i+1 : end]; colons != 3 || !number || !judge.Mixed(text) || !judges.Secret(s[:0], text, true, passlike) {
		return 0, 0
	}
	return i + 1, end
}

// signedQuery reports the signature of a link, or the code of a function that it calls.
func signedQuery(s []byte, i int, key []byte) bool {
	at := i - len(key)
	if at > 1 && s[at-1] == ' ' && s[at-2] == ',' && ascii.EqualFold(key, "signature") {
		return valueLength(s, i+1) >= 32
	}
	if at <= 0 || s[at-1] != '&' && s[at-1] != '?' && s[at-1] != ';' {
		return false
	}
	if linkKeys.Has(key) {
		n := valueLength(s, i+1)
		return n >= minShared-8 && token.RandomnessOf(s[i+1:i+1+n]) == unlikely
	}
	return ascii.EqualFold(key, "signature") || ascii.EqualFold(key, "code") && valueLength(s, i+1) >= 40
}

func valueLength(s []byte, i int) (n int) {
	for i+n < len(s) && n < 64 && alphabet[s[i+n]]&inBase64 != 0 {
		n++
	}
	return n
}

// wholePassword reports the password of a connection string, and letters that are the
// whole value of a line "password=x": a name of a program would have words in it that
// say so.
func wholePassword(s []byte, i int, key []byte, v value) bool {
	text := s[v.start:v.end]
	if len(text) < 6 || s[i] != '=' || judges.Placeholder(text) || judges.Location(text) || typeWords.Has(text) || digits(text, ascii.Upper|ascii.Lower|ascii.Digit) != len(text) && !isName(text) || len(key) > 0 && ascii.EqualFold(text, string(key)) {
		return false
	}
	at := offset(s, key)
	if v.end < len(s) && s[v.end] == ';' && inConnection(s, at) {
		return true
	}
	if v.start == i+1 && judges.PassPhrase(text) {
		return true
	}
	if v.start != i+1 || len(text) < 8 || v.end < len(s) && s[v.end] != '\n' && s[v.end] != '\r' || !startsLine(s, at) || !isName(text) || ascii.HasByte(text, '_') || ascii.HasByte(text, '.') || ascii.HasByte(text, '-') {
		return false
	}
	return judges.Strength(text) == silent || ascii.Classes(text)&ascii.Upper == 0 && len(text) >= 14
}

// inConnection reports that a part of a connection string that names a server, a user or
// a database stands before s[i], and ends there.
func inConnection(s []byte, i int) bool {
	end := i
	for end > 0 && end > i-8 && (s[end-1] == ' ' || s[end-1] == '"' || s[end-1] == '&') {
		end--
	}
	if end == 0 || s[end-1] != ';' {
		return false
	}
	for k := max(0, end-maxLine); k+4 < end; k++ {
		switch s[k] | 0x20 {
		case 'u', 's', 'd', 'h', 'i':
			for _, text := range connectionParts {
				if ascii.HasFold(s, k, text) && (k == 0 || ascii.Class[s[k-1]]&ascii.Word == 0) {
					return true
				}
			}
		}
	}
	return false
}
