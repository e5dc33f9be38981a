package policy

// strength says how much a key tells about its value.
type strength uint8

const (
	silent    strength = iota
	entropic           // "key": the value must look random
	tokenlike          // "token": letters and digits
	passlike           // "password": anything
)

type keyword struct {
	text   string
	weight strength
	glued  bool // may follow letters without a boundary: "dbpassword"
	open   bool // may be something else, by the segment before it
}

var keywords = []keyword{
	{text: "password", weight: passlike, glued: true}, {text: "passwd", weight: passlike, glued: true}, {text: "passphrase", weight: passlike, glued: true}, {text: "passcode", weight: passlike, glued: true}, {text: "passwort", weight: passlike, glued: true},
	{text: "pwd", weight: passlike}, {text: "pass", weight: passlike}, {text: "psk", weight: passlike}, {text: "secret", weight: passlike}, {text: "secretkey", weight: passlike, glued: true}, {text: "pw", weight: passlike},
	{text: "clientsecret", weight: passlike, glued: true}, {text: "appsecret", weight: passlike, glued: true}, {text: "secrettoken", weight: passlike, glued: true},
	{text: "token", weight: tokenlike}, {text: "accesstoken", weight: tokenlike, glued: true}, {text: "authtoken", weight: tokenlike, glued: true}, {text: "refreshtoken", weight: tokenlike, glued: true}, {text: "apitoken", weight: tokenlike, glued: true},
	{text: "apikey", weight: tokenlike, glued: true}, {text: "accesskey", weight: tokenlike, glued: true}, {text: "privatekey", weight: tokenlike, glued: true}, {text: "authkey", weight: tokenlike, glued: true}, {text: "masterkey", weight: tokenlike, glued: true},
	{text: "encryptionkey", weight: tokenlike, glued: true}, {text: "signingkey", weight: tokenlike, glued: true}, {text: "accountkey", weight: tokenlike, glued: true}, {text: "appkey", weight: tokenlike, glued: true}, {text: "sharedkey", weight: tokenlike, glued: true},
	{text: "credential", weight: tokenlike}, {text: "credentials", weight: tokenlike}, {text: "creds", weight: tokenlike}, {text: "auth", weight: tokenlike}, {text: "authorization", weight: tokenlike},
	{text: "sig", weight: tokenlike}, {text: "jwt", weight: tokenlike}, {text: "bearer", weight: tokenlike}, {text: "pat", weight: tokenlike}, {text: "cookie", weight: entropic},
	{text: "session", weight: entropic}, {text: "sessionid", weight: tokenlike, glued: true}, {text: "sid", weight: entropic}, {text: "salt", weight: tokenlike}, {text: "hmac", weight: tokenlike}, {text: "otp", weight: tokenlike},
	{text: "key", weight: entropic}, {text: "secrets", weight: entropic}, {text: "dsn", weight: entropic}, {text: "seed", weight: entropic}, {text: "mnemonic", weight: passlike}, {text: "cred", weight: tokenlike},
	{text: "authentication", weight: tokenlike}, {text: "webhook", weight: entropic}, {text: "pin", weight: entropic}, {text: "accesscode", weight: tokenlike, glued: true}, {text: "code", weight: silent},
}

// Segments that make the "key" after them a secret.
var keyQualifiers = byLast(

	"api", "access", "private", "secret", "auth", "encryption", "signing", "master", "service", "admin", "license", "account", "client", "consumer",
	"shared", "storage", "app", "application", "deploy", "ssh", "subscription", "write", "read", "session", "crypto", "hmac", "aes", "rsa", "jwt", "webhook", "integration",
)

// byLast indexes lower-case words by their last letter in both cases.
func byLast(words ...string) (index [256][]string) {
	for _, w := range words {
		last := w[len(w)-1]
		index[last] = append(index[last], w)
		if class[last]&lower != 0 {
			index[last-32] = index[last]
		}
	}
	return index
}

var keywordsByLast = makeKeywordIndex()

func makeKeywordIndex() (index [256][]keyword) {
	for _, k := range keywords {
		k.open = k.text == "key" || k.text == "token"
		last := k.text[len(k.text)-1]
		index[last] = append(index[last], k)
		index[last-32] = index[last]
	}
	return index
}

// keyStrength judges a key token by its last segment; snake, camel and kebab
// case divide segments, so that "monkey" and "tokenizer" say nothing.
func keyStrength(key []byte) strength {
	for len(key) > 0 && (class[key[len(key)-1]]&digit != 0 || key[len(key)-1] == '_') {
		key = key[:len(key)-1] // password1
	}
	if len(key) < 2 {
		return silent
	}
	best := silent
	list := keywordsByLast[key[len(key)-1]]
	for i := range list {
		k := &list[i]
		at := len(key) - len(k.text)
		if k.weight <= best || at < 0 || folded[key[at]] != k.text[0] || !hasFold(key, at, k.text) || !k.glued && !segmentStart(key, at) {
			continue
		}
		if at > 0 && k.open && endsSegment(key[:at], &openQualifiers) {
			return silent
		}
		best = k.weight
		if k.open && k.weight == entropic && endsSegment(key[:at], &keyQualifiers) {
			best = tokenlike
		}
	}
	return best
}

func segmentStart(key []byte, at int) bool {
	if at == 0 || class[key[at-1]]&(upper|lower) == 0 {
		return true
	}
	return class[key[at]]&upper != 0 && class[key[at-1]]&lower != 0
}

// Segments that make the "key" or "token" after them something else.
var openQualifiers = byLast(

	"public", "primary", "foreign", "partition", "sort", "cache", "row", "index", "unique", "composite", "translation", "i18n", "message", "locale",
	"object", "routing", "idempotency", "group", "csrf", "xsrf", "verification", "map", "dict", "json", "sync", "lookup", "natural", "surrogate", "dedup", "next", "page",
	"continuation", "cancellation", "syntax", "lexer", "design",
)

// endsSegment reports whether the last segment of before is in a list.
func endsSegment(before []byte, list *[256][]string) bool {
	for len(before) > 0 && class[before[len(before)-1]]&(upper|lower|digit) == 0 {
		before = before[:len(before)-1]
	}
	if len(before) == 0 {
		return false
	}
	for _, q := range list[before[len(before)-1]] {
		at := len(before) - len(q)
		if at >= 0 && hasFold(before, at, q) && segmentStart(before, at) {
			return true
		}
	}
	return false
}

// closing holds the last three letters of all telling keys and of the names of
// types, by [startHash]: few words of a text share them.
var closing = makeClosing()

func makeClosing() (t [starts / 8]uint8) {
	mark := func(text string) {
		first, last := text[max(0, len(text)-3)], text[max(0, len(text)-3)]
		if len(text) < 3 {
			first, last = 0, 255
		}
		for c := int(first); c <= int(last); c++ {
			h := startHash(fold(byte(c)), text[len(text)-2], text[len(text)-1])
			t[h>>3] |= 1 << (h & 7)
		}
	}
	for _, k := range keywords {
		mark(k.text)
	}
	for _, list := range [][]string{typeNames, codeKeys, quoteKeys, envObjects, {"value", "val"}} {
		for _, text := range list {
			mark(text)
		}
	}
	return t
}

// closes reports whether the key that ends with the lower-case letter s[i] may
// be a telling one.
func closes(s []byte, i int) bool {
	h := startHash(fold(s[i-2]), fold(s[i-1]), s[i])
	return closing[h>>3]>>(h&7)&1 != 0
}
