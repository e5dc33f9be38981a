package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

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
	{text: "authentication", weight: tokenlike}, {text: "webhook", weight: entropic}, {text: "pin", weight: entropic}, {text: "accesscode", weight: tokenlike, glued: true}, {text: "login", weight: entropic},
	{text: "kennwort", weight: passlike}, {text: "motdepasse", weight: passlike}, {text: "mot_de_passe", weight: passlike}, {text: "contraseña", weight: passlike}, {text: "contrasena", weight: passlike, glued: true}, {text: "clave", weight: tokenlike},
	{text: "senha", weight: passlike}, {text: "wachtwoord", weight: passlike, glued: true}, {text: "parola", weight: passlike}, {text: "haslo", weight: passlike}, {text: "hasło", weight: passlike}, {text: "lösenord", weight: passlike}, {text: "losenord", weight: passlike},
	{text: "salasana", weight: passlike}, {text: "heslo", weight: passlike}, {text: "пароль", weight: passlike}, {text: "секрет", weight: passlike}, {text: "密码", weight: passlike}, {text: "密碼", weight: passlike}, {text: "パスワード", weight: passlike}, {text: "비밀번호", weight: passlike},
	{text: "トークン", weight: tokenlike}, {text: "pword", weight: passlike}, {text: "passw", weight: passlike}, {text: "userpass", weight: passlike, glued: true}, {text: "secrete", weight: passlike}, {text: "tokens", weight: tokenlike}, {text: "passwords", weight: passlike, glued: true}, {text: "apikeys", weight: tokenlike, glued: true},
	{text: "api_keys", weight: tokenlike}, {text: "requirepass", weight: passlike}, {text: "bindpw", weight: passlike}, {text: "rootpw", weight: passlike}, {text: "keypass", weight: passlike}, {text: "storepass", weight: passlike}, {text: "apipass", weight: passlike},
	{text: "privkey", weight: tokenlike, glued: true}, {text: "secretaccesskey", weight: tokenlike, glued: true}, {text: "licensekey", weight: tokenlike, glued: true}, {text: "connectionstring", weight: entropic, glued: true}, {text: "nonce", weight: silent},
	{text: "skey", weight: tokenlike}, {text: "userpwd", weight: passlike, glued: true}, {text: "seedphrase", weight: passlike, glued: true}, {text: "seed_phrase", weight: passlike}, {text: "seed-phrase", weight: passlike}, {text: "mnemonicphrase", weight: passlike, glued: true},
	{text: "phrase", weight: entropic}, {text: "passkey", weight: tokenlike, glued: true}, {text: "querykey", weight: tokenlike, glued: true}, {text: "secretid", weight: tokenlike, glued: true}, {text: "secret_id", weight: tokenlike}, {text: "validationkey", weight: tokenlike, glued: true}, {text: "decryptionkey", weight: tokenlike, glued: true},
	{text: "signingsecret", weight: passlike, glued: true}, {text: "clave_secreta", weight: tokenlike}, {text: "password_confirmation", weight: passlike}, {text: "passwordconfirmation", weight: passlike, glued: true}, {text: "authident", weight: tokenlike, glued: true}, {text: "keyphrase", weight: passlike, glued: true},
	{text: "x-amz-signature", weight: tokenlike}, {text: "activationkey", weight: tokenlike, glued: true}, {text: "licencekey", weight: tokenlike, glued: true}, {text: "productkey", weight: tokenlike, glued: true}, {text: "recoverykey", weight: tokenlike, glued: true}, {text: "unsealkey", weight: tokenlike, glued: true},
	{text: "ticket", weight: entropic}, {text: "clientkey", weight: tokenlike, glued: true}, {text: "consumerkey", weight: tokenlike, glued: true}, {text: "deploykey", weight: tokenlike, glued: true},
	{text: "pswrd", weight: passlike}, {text: "psword", weight: passlike}, {text: "psswrd", weight: passlike}, {text: "pssword", weight: passlike}, {text: "paswd", weight: passlike}, {text: "paswrd", weight: passlike}, {text: "pasword", weight: passlike},
	{text: "mysqlpass", weight: passlike}, {text: "dbpass", weight: passlike}, {text: "rootpass", weight: passlike}, {text: "adminpass", weight: passlike}, {text: "smtppass", weight: passlike}, {text: "ftppass", weight: passlike}, {text: "sonar.login", weight: tokenlike, glued: true}, {text: "crumb", weight: tokenlike},
	{text: "psw", weight: passlike}, {text: "pswd", weight: passlike}, {text: "psswd", weight: passlike}, {text: "tok", weight: tokenlike}, {text: "api_sec", weight: tokenlike}, {text: "apisec", weight: tokenlike, glued: true}, {text: "jeton", weight: tokenlike}, {text: "clavesecreta", weight: passlike, glued: true}, {text: "contrase", weight: passlike},
	{text: "jwtsecret", weight: passlike, glued: true}, {text: "apisecret", weight: passlike, glued: true}, {text: "authsecret", weight: passlike, glued: true}, {text: "sessionsecret", weight: passlike, glued: true}, {text: "cookiesecret", weight: passlike, glued: true}, {text: "sharedsecret", weight: passlike, glued: true}, {text: "usersecret", weight: passlike, glued: true}, {text: "hmacsecret", weight: passlike, glued: true},
	{text: "pepper", weight: tokenlike}, {text: "keymaterial", weight: tokenlike, glued: true}, {text: "key_material", weight: tokenlike}, {text: "srcstorepass", weight: passlike}, {text: "deststorepass", weight: passlike}, {text: "srckeypass", weight: passlike}, {text: "destkeypass", weight: passlike},
	{text: "geheimnis", weight: passlike}, {text: "geheim", weight: passlike}, {text: "schluessel", weight: tokenlike, glued: true}, {text: "schlüssel", weight: tokenlike, glued: true}, {text: "zugangscode", weight: tokenlike}, {text: "zugangsdaten", weight: tokenlike}, {text: "mdp", weight: passlike}, {text: "segreto", weight: passlike}, {text: "secreto", weight: passlike}, {text: "segredo", weight: passlike},
	{text: "clave_api", weight: tokenlike}, {text: "cle_api", weight: tokenlike}, {text: "clé_api", weight: tokenlike}, {text: "chiave", weight: tokenlike}, {text: "sleutel", weight: tokenlike, glued: true}, {text: "sifre", weight: passlike}, {text: "şifre", weight: passlike}, {text: "jelszo", weight: passlike}, {text: "jelszó", weight: passlike},
}

// strongSegments make a key telling wherever they stand in it, unless its last
// segment says that the value is something else: "password_for_staging", and not
// "password_length".
var strongSegments = []string{
	"password", "passwd", "passphrase", "pwd", "pass_", "secret", "secrets", "token", "credential", "credentials", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key",
	"mdp", "jeton", "clave", "contraseña", "passwort", "kennwort",
	"privatekey", "private_key", "private-key", "authkey", "auth_key", "auth-key",
}

// strengthOf judges a key by its last segment, or else by a strong one inside.
func strengthOf(key []byte) strength {
	if weight := keyStrength(key); weight != silent {
		if weight == entropic && ascii.HasFold(key, 0, "x-") {
			return tokenlike // a header
		}
		return weight
	}
	if !hasStrong(key) {
		return silent
	}
	for len(key) > 1 && ascii.Class[key[len(key)-1]]&ascii.Digit != 0 {
		key = key[:len(key)-1] // private_key_base64
	}
	last := len(key)
	for last > 0 && ascii.Class[key[last-1]]&(ascii.Upper|ascii.Lower) != 0 && (last == len(key) || ascii.Class[key[last]]&ascii.Upper == 0 || ascii.Class[key[last-1]]&ascii.Upper != 0) {
		last--
	}
	if last == len(key) || attributes.Has(key[last:]) || endsSegment(key, &openQualifiers) || verbsOfKeys.Has(key[last:]) {
		return silent
	}
	return tokenlike
}

var verbsOfKeys = wordlist.New("is", "has", "get", "from", "by", "or", "and", "to", "with")

// hasStrong reports a strong segment before the last one of key.
func hasStrong(key []byte) bool {
	for at := 0; at+4 < len(key); at++ {
		h := startHash(ascii.Folded[key[at]], ascii.Folded[key[at+1]], ascii.Folded[key[at+2]])
		if strongStarts[h>>3]>>(h&7)&1 != 0 && segmentStart(key, at) && strongAt(key, at) {
			return true
		}
	}
	return false
}

func strongAt(key []byte, at int) bool {
	for _, text := range strongSegments {
		end := at + len(text)
		if end < len(key) && ascii.HasFold(key, at, text) && (ascii.Class[key[end]]&ascii.Lower == 0 || text == "pass_") {
			return true
		}
	}
	return false
}

// strongStarts has a bit for the hash of the first three bytes of each.
var strongStarts = makeStarts(strongSegments)

func makeStarts(list []string) (t [starts / 8]uint8) {
	for _, text := range list {
		h := startHash(text[0], text[1], text[2])
		t[h>>3] |= 1 << (h & 7)
	}
	return t
}

// Segments that make the "key" after them a secret.
var keyQualifiers = byLast(

	"api", "access", "private", "secret", "auth", "encryption", "signing", "master", "service", "admin", "license", "account", "client", "consumer",
	"shared", "storage", "app", "application", "deploy", "ssh", "subscription", "write", "read", "session", "crypto", "hmac", "aes", "rsa", "jwt", "webhook", "integration", "security", "symmetric", "leaked", "compromised", "exposed", "hardcoded",
)

// byLast indexes lower-case words by their last letter in both cases.
func byLast(words ...string) (index [256][]string) {
	for _, w := range words {
		last := w[len(w)-1]
		index[last] = append(index[last], w)
		if ascii.Class[last]&ascii.Lower != 0 {
			index[last-32] = index[last]
		}
	}
	return index
}

// keywordGroups holds the keywords by the hash of the last three letters of a key;
// keywordGroupOf is the position in it.
var keywordGroups, keywordGroupOf = makeKeywordGroups()

const endings = 1 << 12

func endHash(a, b, c byte) uint { return (uint(a)<<7 ^ uint(b)<<4 ^ uint(c)) & (endings - 1) }

func makeKeywordGroups() (groups [][]keyword, of [endings]uint8) {
	groups = make([][]keyword, 1)
	for _, k := range keywords {
		k.open = k.text == "key" || k.text == "token"
		n := len(k.text)
		var before [256]bool // bytes that the last two letters may follow
		for c := range before {
			before[c] = n == 2 || byte(c) == k.text[n-3]
		}
		var done [endings]bool
		for c, follows := range before {
			h := endHash(ascii.Folded[c], k.text[n-2], k.text[n-1])
			if !follows || done[h] {
				continue
			}
			done[h] = true
			if of[h] == 0 {
				of[h] = uint8(len(groups))
				groups = append(groups, nil)
			}
			groups[of[h]] = append(groups[of[h]], k)
		}
	}
	return groups, of
}

// keyStrength judges a key token by its last segment; snake, camel and kebab
// case divide segments, so that "monkey" and "tokenizer" say nothing.
func keyStrength(key []byte) strength {
	for len(key) > 0 && (ascii.Class[key[len(key)-1]]&ascii.Digit != 0 || key[len(key)-1] == '_') {
		key = key[:len(key)-1] // password1
	}
	if len(key) < 2 {
		return silent
	}
	before := byte(0)
	if len(key) > 2 {
		before = ascii.Folded[key[len(key)-3]]
	}
	group := keywordGroupOf[endHash(before, ascii.Folded[key[len(key)-2]], ascii.Folded[key[len(key)-1]])]
	if group == 0 {
		return silent
	}
	best := silent
	list := keywordGroups[group]
	for i := range list {
		k := &list[i]
		at := len(key) - len(k.text)
		if k.weight <= best || at < 0 || ascii.Folded[key[at]] != k.text[0] || !ascii.HasFold(key, at, k.text) || !k.glued && !segmentStart(key, at) {
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
	if at == 0 || ascii.Class[key[at-1]]&(ascii.Upper|ascii.Lower) == 0 {
		return true
	}
	return ascii.Class[key[at]]&ascii.Upper != 0 && (ascii.Class[key[at-1]]&ascii.Lower != 0 || at+1 < len(key) && ascii.Class[key[at+1]]&ascii.Lower != 0) // ETSYToken
}

// Segments that make the "key" or "token" after them something else.
var openQualifiers = byLast(

	"public", "primary", "foreign", "partition", "sort", "cache", "row", "index", "unique", "composite", "translation", "i18n", "message", "locale",
	"object", "routing", "idempotency", "group", "csrf", "xsrf", "verification", "map", "dict", "json", "sync", "lookup", "natural", "surrogate", "dedup", "next", "page",
	"continuation", "cancellation", "syntax", "lexer", "design", "site", "publishable",
)

// endsSegment reports whether the last segment of before is in a list.
func endsSegment(before []byte, list *[256][]string) bool {
	for len(before) > 0 && ascii.Class[before[len(before)-1]]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0 {
		before = before[:len(before)-1]
	}
	if len(before) == 0 {
		return false
	}
	for _, q := range list[before[len(before)-1]] {
		at := len(before) - len(q)
		if at >= 0 && ascii.HasFold(before, at, q) && segmentStart(before, at) {
			return true
		}
	}
	return false
}

// closing holds the last three letters of all that a key is judged by, by
// [startHash]: few words of a text share them.
var closing = makeClosing()

func makeClosing() (t [starts / 8]uint8) {
	mark := func(text string) {
		first, last := text[max(0, len(text)-3)], text[max(0, len(text)-3)]
		if len(text) < 3 {
			first, last = 0, 255
		}
		for c := int(first); c <= int(last); c++ {
			h := startHash(ascii.Fold(byte(c)), ascii.Fold(text[len(text)-2]), ascii.Fold(text[len(text)-1]))
			t[h>>3] |= 1 << (h & 7)
		}
	}
	for _, k := range keywords {
		mark(k.text)
	}
	for _, list := range [][]string{typeNames.All, codeKeys, codeKeysFor(), changeKeys, quoteKeys, envObjects, valueKeys.All, strongSegments, loginCalls, {"data"}} {
		for _, text := range list {
			mark(text)
		}
	}
	return t
}

// mayTell reports whether something in key may make it telling.
func mayTell(key []byte) bool {
	if len(key) < 3 {
		return len(key) > 0
	}
	a, b := ascii.Folded[key[0]], ascii.Folded[key[1]]
	for _, c := range key[2:] {
		c = ascii.Folded[c]
		h := startHash(a, b, c)
		if closing[h>>3]>>(h&7)&1 != 0 {
			return true
		}
		a, b = b, c
	}
	return false
}
