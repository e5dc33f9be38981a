package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

const minShared = 32 // bytes of a random part of a link that is one by itself

// linkSecret returns the rest of the path of a link from the long word s[i:end] on, if
// the parts before it say that who knows it can post to it, or if it is that random; end is 0 without one.
func linkSecret(s []byte, i, end int) (int, int) {
	start := i
	for low := max(0, i-maxOutside); start > low && alphabet[s[start-1]]&inDash != 0; {
		start--
	}
	for end < len(s) && alphabet[s[end]]&inDash != 0 {
		end++
	}
	if start < 8 || s[start-1] != '/' || token.RandomnessOf(s[start:end]) == ordinary {
		return 0, 0
	}
	hook, link, parts := false, false, 0
	for at, low := start-1, max(0, start-maxLabel); at > low; parts++ {
		from := at
		for from > low && (alphabet[s[from-1]]&inDash != 0) {
			from--
		}
		hook = hook || from < at && parts < 4 && linkWords.Has(s[from:at]) && (at > from+1 || token.RandomnessOf(s[start:end]) == unlikely)
		if from == 0 || s[from-1] != '/' && s[from-1] != '.' {
			break
		}
		if at = from - 1; at > 1 && s[at-1] == '/' && s[at-2] == ':' {
			link = true
			break
		}
	}
	if !link || !hook && !sharedBy(s[start:end]) {
		return 0, 0
	}
	for end < len(s) && (alphabet[s[end]]&inDash != 0 || s[end] == '/') {
		end++
	}
	return start, end
}

// sharedBy reports the part of a link that opens to anybody who has it.
func sharedBy(part []byte) bool {
	k := ascii.Classes(part)
	return len(part) >= minShared && k&ascii.Upper != 0 && k&ascii.Lower != 0 && token.RandomnessOf(part) == unlikely
}
