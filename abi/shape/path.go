package shape

// Separator returns the width in bytes of the path separator that begins at
// s[i], 0 where none does. Separators are / and \ in any spelling: a run of
// backslashes, backslashes before a slash (JSON), %2F and %5C, also escaped
// twice (%252F), \u002f, and &#x2F; and its like.
func Separator(s []byte, i int) int {
	if i < 0 || i >= len(s) {
		return 0
	}
	switch s[i] {
	case '/':
		return 1
	case '\\':
		n := 1
		for i+n < len(s) && s[i+n] == '\\' {
			n++
		}
		if i+n < len(s) && s[i+n] == '/' {
			n++
		}
		if i+n+4 < len(s) && s[i+n] == 'u' && s[i+n+1] == '0' && s[i+n+2] == '0' && isSeparatorHex(s[i+n+3], s[i+n+4]) {
			n += len("u002f")
		}
		return n
	case '%':
		n := 1
		for i+n+1 < len(s) && s[i+n] == '2' && s[i+n+1] == '5' {
			n += 2
		}
		if i+n+1 < len(s) && isSeparatorHex(s[i+n], s[i+n+1]) {
			return n + 2
		}
	case '&':
		return entity(s[i:])
	}
	return 0
}

var entities = [...]string{"&#x2f;", "&#47;", "&sol;", "&#x5c;", "&#92;", "&bsol;"}

func entity(s []byte) int {
	if len(s) < 5 || s[1] != '#' && s[1] != 's' && s[1] != 'b' {
		return 0
	}
	for _, e := range entities {
		if hasPrefixFold(s, e) {
			return len(e)
		}
	}
	return 0
}

func isSeparatorHex(a, b byte) bool {
	return a == '2' && b|0x20 == 'f' || a == '5' && b|0x20 == 'c'
}

// PathByte reports whether c may stand in a segment of a path that is not
// quoted: letters, digits, bytes of non-ASCII characters and the punctuation
// that file names really use. Separators and colons are not path bytes.
func PathByte(c byte) bool { return table[c]&pathByte != 0 }

// WordByte reports whether c is a letter, a digit, an underscore or part of a
// non-ASCII character.
func WordByte(c byte) bool { return table[c]&wordByte != 0 }

// Boundary reports whether something of its own may begin at s[i]: at the
// start, or after a byte that cannot belong to the path segment before it.
func Boundary(s []byte, i int) bool {
	return i <= 0 || i > len(s) || table[s[i-1]]&(pathByte|closer) == 0
}

// SegmentEnd reports whether a path segment that stops before s[i] is complete
// there, so that "shop" is not found in "shop-secrets".
func SegmentEnd(s []byte, i int) bool {
	if i >= len(s) {
		return true
	}
	if Separator(s, i) > 0 {
		return true
	}
	// A full stop ends a segment only where it ends a sentence.
	if s[i] == '.' {
		return i+1 >= len(s) || table[s[i+1]]&pathByte == 0 && Separator(s, i+1) == 0
	}
	return table[s[i]]&pathByte == 0
}

// Absolute returns the length of the absolute path prefix that begins at s[i]:
// "/", "X:\", "\\", "\\?\C:\", "file:///", "~/". It is 0 where none begins. The
// caller judges what stands before i, see [Boundary].
func Absolute(s []byte, i int) int {
	if i < 0 || i >= len(s) {
		return 0
	}
	if n := fileScheme(s[i:]); n > 0 {
		return n + Absolute(s, i+n)
	}
	if n := Drive(s, i); n > 0 {
		return n + Separator(s, i+n)
	}
	n := Separator(s, i)
	if n == 0 {
		if s[i] == '~' {
			if w := Separator(s, i+1); w > 0 {
				return 1 + w
			}
		}
		return 0
	}
	// //host/share and \\?\C:\ have their separator twice.
	if w := Separator(s, i+n); w > 0 {
		n += w
	}
	if i+n < len(s) && (s[i+n] == '?' || s[i+n] == '.') {
		if w := Separator(s, i+n+1); w > 0 && s[i] == '\\' {
			n += 1 + w
			if d := Drive(s, i+n); d > 0 {
				n += d + Separator(s, i+n+d)
			}
		}
	}
	return n
}

// Drive returns the length of a drive prefix that begins at s[i], "C:" or "c%3A"
// before a separator, else 0.
func Drive(s []byte, i int) int {
	if i < 0 || i+2 >= len(s) || !isLetter(s[i]) {
		return 0
	}
	if s[i+1] == ':' && Separator(s, i+2) > 0 {
		return 2
	}
	if i+4 < len(s) && s[i+1] == '%' && s[i+2] == '3' && s[i+3]|0x20 == 'a' && Separator(s, i+4) > 0 {
		return 4
	}
	return 0
}

// fileScheme returns the length of "file://", "file:", "vscode-file://host" or
// "smb://user@host"
// at the start of s.
func fileScheme(s []byte) int {
	switch {
	case hasPrefixFold(s, "file:"):
		if hasPrefixFold(s, "file:///") {
			if Drive(s, 8) > 0 {
				return 8
			}
			return 7
		}
		if hasPrefixFold(s, "file://localhost/") {
			return 16
		}
		return 5
	case s[0]|0x20 == 's' && hasPrefixFold(s, "smb://"), s[0]|0x20 == 'a' && hasPrefixFold(s, "afp://"), s[0]|0x20 == 'n' && hasPrefixFold(s, "nfs://"):
		return remoteHost(s, 6)
	case s[0]|0x20 == 'c' && hasPrefixFold(s, "cifs://"):
		return remoteHost(s, 7)
	case hasPrefixFold(s, "vscode-file://"):
		return remoteHost(s, 14)
	case hasPrefixFold(s, "vscode-remote://"):
		return remoteHost(s, 16)
	}
	return 0
}

func remoteHost(s []byte, n int) int {
	for n < len(s) && n < 128 && table[s[n]]&pathByte != 0 {
		n++
	}
	return n
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// hasPrefixFold compares without case; prefix is lower case.
func hasPrefixFold(s []byte, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if lower(s[i]) != prefix[i] {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

const (
	pathByte = 1 << iota
	wordByte
	closer // ends an expression or a placeholder, so a path cannot begin after it
)

var table = makeTable()

func makeTable() (t [256]byte) {
	for c := range 256 {
		b := byte(c)
		switch {
		case isLetter(b), isDigit(b), b == '_', b >= 0x80:
			t[c] = pathByte | wordByte
		}
	}
	for _, c := range []byte(".-+@~#$%!&^") {
		t[c] |= pathByte
	}
	for _, c := range []byte(")]}*?") {
		t[c] |= closer
	}
	return t
}
