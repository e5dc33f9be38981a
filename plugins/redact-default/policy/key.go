package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
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

var verbsOfKeys = wordlist.New("is", "has", "get", "from", "by", "or", "and", "to", "with")

// Segments that make the "key" after them a secret.
var keyQualifiers = byLast(

	"api", "access", "private", "secret", "auth", "encryption", "signing", "master", "service", "admin", "license", "account", "client", "consumer",
	"shared", "storage", "app", "application", "deploy", "ssh", "subscription", "write", "read", "session", "crypto", "hmac", "aes", "rsa", "jwt", "webhook", "integration", "security", "symmetric", "leaked", "compromised", "exposed", "hardcoded",
)

// byLast indexes lower-case words by their last letter in both cases.
func byLast(words ...string) judge.Endings { return judge.EndingsOf(words...) }

// Segments that make the "key" or "token" after them something else.
var openQualifiers = byLast(

	"public", "primary", "foreign", "partition", "sort", "cache", "row", "index", "unique", "composite", "translation", "i18n", "message", "locale",
	"object", "routing", "idempotency", "group", "csrf", "xsrf", "verification", "map", "dict", "json", "sync", "lookup", "natural", "surrogate", "dedup", "next", "page",
	"continuation", "cancellation", "syntax", "lexer", "design", "site", "publishable",
)

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
