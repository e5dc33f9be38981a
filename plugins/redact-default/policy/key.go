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
}

var keywords = []keyword{
	{"password", passlike, true}, {"passwd", passlike, true}, {"passphrase", passlike, true}, {"passcode", passlike, true}, {"passwort", passlike, true},
	{"pwd", passlike, false}, {"pass", passlike, false}, {"psk", passlike, false}, {"secret", passlike, false}, {"secretkey", passlike, true}, {"pw", passlike, false},
	{"clientsecret", passlike, true}, {"appsecret", passlike, true}, {"secrettoken", passlike, true},
	{"token", tokenlike, false}, {"accesstoken", tokenlike, true}, {"authtoken", tokenlike, true}, {"refreshtoken", tokenlike, true}, {"apitoken", tokenlike, true},
	{"apikey", tokenlike, true}, {"accesskey", tokenlike, true}, {"privatekey", tokenlike, true}, {"authkey", tokenlike, true}, {"masterkey", tokenlike, true},
	{"encryptionkey", tokenlike, true}, {"signingkey", tokenlike, true}, {"accountkey", tokenlike, true}, {"appkey", tokenlike, true}, {"sharedkey", tokenlike, true},
	{"credential", tokenlike, false}, {"credentials", tokenlike, false}, {"creds", tokenlike, false}, {"auth", tokenlike, false}, {"authorization", tokenlike, false},
	{"signature", entropic, false}, {"sig", tokenlike, false}, {"jwt", tokenlike, false}, {"bearer", tokenlike, false}, {"pat", tokenlike, false}, {"cookie", entropic, false},
	{"session", entropic, false}, {"sessionid", tokenlike, true}, {"sid", entropic, false}, {"salt", tokenlike, false}, {"hmac", tokenlike, false}, {"otp", tokenlike, false},
	{"key", entropic, false}, {"secrets", entropic, false}, {"dsn", entropic, false}, {"seed", entropic, false}, {"mnemonic", passlike, false}, {"cred", tokenlike, false},
	{"authentication", tokenlike, false}, {"webhook", entropic, false}, {"pin", entropic, false}, {"accesscode", tokenlike, true}, {"code", silent, false},
}

// Segments that make the "key" after them a secret.
var keyQualifiers = []string{
	"api", "access", "private", "secret", "auth", "encryption", "signing", "master", "service", "admin", "license", "account", "client", "consumer",
	"shared", "storage", "app", "application", "deploy", "ssh", "subscription", "write", "read", "session", "crypto", "hmac", "aes", "rsa", "jwt", "webhook", "integration",
}

var keywordsByLast = makeKeywordIndex()

func makeKeywordIndex() (index [256][]keyword) {
	for _, k := range keywords {
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
		if k.weight <= best || at < 0 || !hasFold(key, at, k.text) || !k.glued && !segmentStart(key, at) {
			continue
		}
		best = k.weight
		if k.text == "key" && qualified(key[:at]) {
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

// qualified reports whether the segment before "key" is a telling one.
func qualified(before []byte) bool {
	for len(before) > 0 && class[before[len(before)-1]]&(upper|lower|digit) == 0 {
		before = before[:len(before)-1]
	}
	for _, q := range keyQualifiers {
		at := len(before) - len(q)
		if at >= 0 && hasFold(before, at, q) && segmentStart(before, at) {
			return true
		}
	}
	return false
}
