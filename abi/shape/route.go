package shape

const lookBack = 40 // bytes before a path that are read to judge it

var verbs = [...]string{"get", "put", "post", "patch", "delete", "head", "options", "trace", "connect", "any", "all"}

// Calls and attributes whose first text is a route or a link.
var routeCalls = [...]string{
	"get", "put", "post", "patch", "delete", "head", "options", "all", "any", "use", "route", "handle", "handlefunc",
	"fetch", "axios", "request", "newrequest", "url", "redirect", "navigate", "push", "replace", "href", "src", "action", "to",
	"path", "endpoint", "getmapping", "postmapping", "putmapping", "deletemapping", "patchmapping", "requestmapping",
	"group", "mount", "link", "goto", "visit", "uri", "pathname", "location", "proxy_pass", "api", "register", "static",
}

// Route reports whether the path at s[start:end] is a route of a web service and
// not a file: it follows an HTTP verb, is the first text of a call that takes a
// route, holds a parameter (":id", "{id}"), or begins as APIs do ("/api/").
func Route(s []byte, start, end int) bool {
	if start < 0 || start >= len(s) || s[start] != '/' || end > len(s) || end < start {
		return false
	}
	return parameter(s, start, end) || apiPrefix(s, start) || afterVerb(s, start) || inCall(s, start)
}

func parameter(s []byte, start, end int) bool {
	for i := start; i < end; i++ {
		if s[i] == '/' && i+1 < len(s) && (s[i+1] == ':' || s[i+1] == '{' || s[i+1] == '<') {
			return true
		}
	}
	if end >= len(s) {
		return false
	}
	switch s[end] {
	case '{':
		return true
	case '<':
		return end+1 < len(s) && s[end+1] != '/' // no closing tag
	case '?':
		return end+1 < len(s) && table[s[end+1]]&wordByte != 0
	}
	return false
}

func apiPrefix(s []byte, start int) bool {
	for _, name := range [...]string{"api", "graphql", "healthz", "health", "oauth", "oauth2", "auth", "rest", "rpc", ".well-known"} {
		if segmentsMatch(s, start+1, name) {
			return true
		}
	}
	at := start + 1 // /v1/, /v2.1/
	if at+1 < len(s) && s[at]|0x20 == 'v' && isDigit(s[at+1]) {
		for at += 1; at < len(s) && (isDigit(s[at]) || s[at] == '.'); at++ {
		}
		return SegmentEnd(s, at)
	}
	return false
}

// afterVerb accepts "GET /x", "GET: /x" and "get '/x'".
func afterVerb(s []byte, start int) bool {
	i := start
	for i > 0 && i > start-4 && (s[i-1] == ' ' || s[i-1] == '\'' || s[i-1] == '"' || s[i-1] == '`' || s[i-1] == ':') {
		i--
	}
	return i < start && wordIn(s, i, verbs[:])
}

// inCall accepts a path right after a quote that follows name( or name= or name:.
func inCall(s []byte, start int) bool {
	i, low := start, max(0, start-lookBack)
	for i > low && (s[i-1] == '\\' || s[i-1] == '"' || s[i-1] == '\'' || s[i-1] == '`') {
		i--
	}
	if i > low && s[i-1] == '(' && i == start { // url(/x)
		return wordIn(s, i-1, routeCalls[:])
	}
	if i == start {
		return false
	}
	for i > low && s[i-1] == ' ' {
		i--
	}
	if i == low {
		return false
	}
	switch s[i-1] {
	case '(', '=', ':':
		i--
		for i > low && (s[i-1] == ' ' || s[i-1] == '{' || s[i-1] == '"' || s[i-1] == '\'' || s[i-1] == '\\') {
			i--
		}
		return wordIn(s, i, routeCalls[:])
	case ',': // http.NewRequest("GET", "/x")
		i--
		for i > low && (s[i-1] == ' ' || s[i-1] == '"' || s[i-1] == '\'' || s[i-1] == '\\') {
			i--
		}
		return wordIn(s, i, verbs[:])
	}
	return false
}

// wordIn reports whether the word that ends before s[end] is in a list.
func wordIn(s []byte, end int, list []string) bool {
	start := end
	for start > 0 && start > end-24 && table[s[start-1]]&wordByte != 0 {
		start--
	}
	word := s[start:end]
	for _, w := range list {
		if len(w) == len(word) && hasPrefixFold(word, w) {
			return true
		}
	}
	return false
}
