package abi

const (
	pseudonymPrefix = "[P:"
	pseudonymSize   = len(pseudonymPrefix) + 16 + 1 // bytes
)

// IsPseudonym reports whether the whole of s is what the host puts instead of a value:
// "[P:", 16 characters of base32 (RFC 4648, upper case), "]".
func IsPseudonym(s []byte) bool {
	if len(s) != pseudonymSize || string(s[:len(pseudonymPrefix)]) != pseudonymPrefix || s[pseudonymSize-1] != ']' {
		return false
	}
	for _, c := range s[len(pseudonymPrefix) : pseudonymSize-1] {
		if (c < 'A' || c > 'Z') && (c < '2' || c > '7') {
			return false
		}
	}
	return true
}
