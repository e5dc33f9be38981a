package shape

// URL returns the end of the URL with a host that begins at s[i]
// ("https://host/path"), or 0. File URLs are paths, not URLs.
func URL(s []byte, i int) int {
	if i < 0 || i >= len(s) || !isLetter(s[i]) {
		return 0
	}
	n := i + 1
	for n < len(s) && n < i+24 && (table[s[n]]&wordByte != 0 && s[n] < 0x80 || s[n] == '+' || s[n] == '-' || s[n] == '.') {
		n++
	}
	if end := URLHost(s, n); end > 0 && fileScheme(s[i:]) == 0 {
		for end < len(s) && urlByte(s[end]) {
			end++
		}
		return end
	}
	return 0
}

// URLHost returns the end of the authority (user, host, port) that follows the
// "://" at s[i], or 0. Slashes may be escaped as in JSON.
func URLHost(s []byte, i int) int {
	if i < 0 || i >= len(s) || s[i] != ':' {
		return 0
	}
	n := i + 1
	for range 2 {
		for n < len(s) && s[n] == '\\' && n < i+8 {
			n++
		}
		if n >= len(s) || s[n] != '/' {
			return 0
		}
		n++
	}
	start := n
	for n < len(s) && n < start+512 && urlByte(s[n]) && s[n] != '/' && s[n] != '?' && s[n] != '#' {
		n++
	}
	if n == start {
		return 0
	}
	return n
}

func urlByte(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\r', '"', '\'', '`', '<', '>', '\\', '{', '}', '|', '^':
		return false
	}
	return c > ' '
}

// Directories that every machine has, so that they say nothing of this one.
var systemUnix = [...]string{
	"usr", "etc", "dev", "bin", "sbin", "lib", "lib32", "lib64", "proc", "sys", "boot", "run", "nix/store",
	"system/library", "library/developer", "library/frameworks", "var/lib", "var/log", "var/run",
	"var/cache", "var/spool", "applications", "opt/homebrew",
}

var systemWindows = [...]string{
	"windows", "program files", "program files (x86)", "programdata",
}

// SystemPath reports whether the absolute path that begins at s[i] lies in a
// directory of the operating system (/usr, /etc, /dev, /nix/store, C:\Windows).
func SystemPath(s []byte, i int) bool {
	if n := Drive(s, i); n > 0 {
		at := i + n + Separator(s, i+n)
		for _, name := range systemWindows {
			if segmentsMatch(s, at, name) {
				return true
			}
		}
		return false
	}
	n := Separator(s, i)
	if n == 0 || s[i] == '\\' && (i+1 >= len(s) || s[i+1] != '/') {
		return false
	}
	for _, name := range systemUnix {
		if segmentsMatch(s, i+n, name) {
			return true
		}
	}
	return false
}

// segmentsMatch compares the segments at s[at] with name, whose segments are
// divided by slashes, without case.
func segmentsMatch(s []byte, at int, name string) bool {
	for k := range len(name) {
		if name[k] == '/' {
			n := Separator(s, at)
			if n == 0 {
				return false
			}
			at += n
			continue
		}
		if at >= len(s) || lower(s[at]) != name[k] {
			return false
		}
		at++
	}
	return SegmentEnd(s, at)
}
