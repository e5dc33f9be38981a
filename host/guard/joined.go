package guard

import "github.com/driftsync/driftsync/abi"

// joined returns the rule of a needle whose separators have become dashes, as in
// the ids that Drift makes of files ("owasp--home-ada-shop-src-a.ts-12-0"); s[at]
// is the dash before its first segment.
func (g *Guard) joined(s []byte, at int, class abi.Class) string {
	for i := range g.needles {
		n := &g.needles[i]
		if class != abi.PathEmbedded && (len(n.segments) < 3 || n.reach != anywhere) {
			continue
		}
		if n.joinedAt(s, at+1) && (n.reach == anywhere || n.afterDash(s, at)) {
			return n.rule
		}
	}
	return ""
}

func (n *needle) joinedAt(s []byte, at int) bool {
	for k, want := range n.segments {
		if k > 0 {
			if at >= len(s) || s[at] != '-' {
				return false
			}
			at++
		}
		if at = segment(s, at, want, n.fold); at < 0 {
			return false
		}
	}
	return at >= len(s) || s[at] == '-' || ends(s, at)
}

// afterDash reports whether the dash at s[at] stands for the first separator of an
// absolute path: another dash, the start or a drive is before it.
func (n *needle) afterDash(s []byte, at int) bool {
	if at == 0 || s[at-1] == '-' {
		return true
	}
	return n.drive != 0 && (driveBefore(s, at) == n.drive || lower(s[at-1]) == n.drive)
}

// name returns the rule of a user or host name that is the segment s[at:] of an
// absolute path; s[from:at] are the separators before it.
func (g *Guard) name(s []byte, from, at int, class abi.Class) string {
	if class == abi.URL {
		return "" // routes and hosts
	}
	rule := ""
	if end := segmentOf(g.users, s, at); end >= 0 {
		rule = ruleUser
	} else if end := segmentOf(g.hosts, s, at); end >= 0 {
		rule = ruleHost
	}
	if rule == "" || !inAbsolute(s, from) {
		return ""
	}
	return rule
}

// segmentOf returns the end of the first name that is the whole segment at s[at],
// or -1.
func segmentOf(names [][]byte, s []byte, at int) int {
	for _, name := range names {
		if end := segment(s, at, name, true); end >= 0 && ends(s, end) {
			return end
		}
	}
	return -1
}

// inAbsolute reports whether the separator at s[at] belongs to an absolute path
// that is neither a URL with a host nor a route.
func inAbsolute(s []byte, at int) bool {
	for i := at; i >= 0 && i > at-lookBack; i-- {
		if separator(s, i) == 0 {
			if !pathText(s[i]) {
				return false
			}
			continue
		}
		if i > 0 && separator(s, i-1) > 0 {
			continue // the run begins further left
		}
		if driveBefore(s, i) != 0 {
			return true
		}
		if s[i] == '\\' && i+1 < len(s) && (s[i+1] == 'n' || s[i+1] == 'r' || s[i+1] == 't' || s[i+1] == '"') {
			return false // an escaped end of line
		}
		if begins(s, i) && (i == 0 || s[i-1] != '-') {
			return !isRoute(s, i, at, abi.Unknown)
		}
	}
	return false
}

// pathText reports whether c may stand between the separators of a path that is
// not quoted.
func pathText(c byte) bool {
	return isLetter(c) || isDigit(c) || c >= 0x80 || c == '.' || c == '_' || c == '-' || c == '+' || c == '~' || c == '%' ||
		c == '@' || c == '#' || c == '$'
}

// mail returns the rule of a user or host name in the mail address whose sign is
// at s[at].
func (g *Guard) mail(s []byte, at int) string {
	start, end := at, at+1
	for start > 0 && at-start < 64 && (isLetter(s[start-1]) || isDigit(s[start-1]) || isMailMark(s[start-1])) {
		start--
	}
	dotted := false
	for end < len(s) && end-at < lookBack && (isLetter(s[end]) || isDigit(s[end]) || s[end] == '-' || s[end] == '.') {
		dotted = dotted || s[end] == '.' && end > at+1
		end++
	}
	if start == at || end == at+1 {
		return ""
	}
	if hasName(g.hosts, s[at+1:end]) {
		return ruleHost
	}
	if dotted && hasName(g.users, s[start:at]) {
		return ruleUser
	}
	return ""
}

func isMailMark(c byte) bool { return c == '.' || c == '_' || c == '-' || c == '+' || c == '%' }

// hasName reports whether a name is the whole of s, or stands in it between marks.
func hasName(names [][]byte, s []byte) bool {
	for _, name := range names {
		for i := 0; i+len(name) <= len(s); i++ {
			if i > 0 && !isMailMark(s[i-1]) {
				continue
			}
			end := i + len(name)
			if equalAll(s[i:end], name, true) && (end == len(s) || isMailMark(s[end])) {
				return true
			}
		}
	}
	return false
}
