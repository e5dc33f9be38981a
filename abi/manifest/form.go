package manifest

import "strings"

// The forms are plain code, since compiled expressions with counted repetitions are the most
// that a process would pay for before it begins.

const (
	digits = "0123456789"
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// ValidName reports whether a plugin may have a name: [a-z][a-z0-9-]{0,63}.
func ValidName(name string) bool {
	return isOf(name, lower+digits+"-", 64) && isOf(name[:1], lower, 1)
}

// ValidRule reports whether a rule may have an id: [a-z0-9][a-z0-9._-]{0,63}.
func ValidRule(s string) bool {
	return isOf(s, lower+digits+"._-", 64) && isOf(s[:1], lower+digits, 1)
}

// ValidMarker reports whether a text may stand instead of another: nothing, a slash, or
// [A-Z0-9_:-]{1,32} in brackets.
func ValidMarker(s string) bool {
	inner, opened := strings.CutPrefix(s, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	return s == "" || s == "/" || opened && closed && isOf(inner, upper+digits+"_:-", 32)
}

// ValidReads reports whether a text may say which columns a plugin reads: column, table.column
// or database.table.column, each [a-z0-9_*]{1,64}.
func ValidReads(s string) bool { return areAll(strings.Split(s, "."), 1, 3, isPart) }

func isPart(s string) bool { return isOf(s, lower+digits+"_*", 64) }

// validVersion accepts three numbers of at most six digits, and what may follow a hyphen.
func validVersion(s string) bool {
	numbers, pre, found := strings.Cut(s, "-")
	return areAll(strings.Split(numbers, "."), 3, 3, isNumber) && (!found || isOf(pre, digits+upper+lower+".-", 32))
}

func isNumber(s string) bool { return isOf(s, digits, 6) }

// areAll reports least to most parts that are all valid.
func areAll(parts []string, least, most int, valid func(string) bool) bool {
	for _, part := range parts {
		if !valid(part) {
			return false
		}
	}
	return least <= len(parts) && len(parts) <= most
}

// isOf reports 1 to most bytes of an alphabet.
func isOf(s, alphabet string, most int) bool {
	return s != "" && len(s) <= most && strings.Trim(s, alphabet) == ""
}
