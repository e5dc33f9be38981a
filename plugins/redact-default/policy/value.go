package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Whole values that stand for a secret and are none.
var placeholderWords = wordlist.New(
	"true", "false", "null", "none", "nil", "undefined", "required", "optional", "string", "str", "text", "bytes", "any", "object", "number", "int",
	"changeme", "change_me", "change-me", "placeholder", "redacted", "hidden", "masked", "todo", "tbd", "unset", "empty", "default", "dummy", "sample",
	"password", "passwd", "secret", "token", "apikey", "api_key", "key", "username", "user", "value", "yes", "no", "on", "off", "example",
	"passwort", "kennwort", "contraseña", "contrasena", "senha", "parola", "wachtwoord", "haslo", "hasło", "heslo", "lösenord", "passord", "salasana", "mot de passe",
	"argon2", "argon2i", "argon2id", "bcrypt", "scrypt", "pbkdf2", "basic", "bearer", "digest", "oauth", "oauth2", "function", "identifier", "keyword", "public", "private", "static", "const", "prompt", "stdin", "env",
)

var placeholderParts = []string{
	"your_", "your-", "yourp", "yours", "yourt", "youra", "<your", "example", "placeholder", "changeme", "change_me", "replace", "insert_", "dummy", "process.env", "os.environ",
	"getenv", "env.", "secrets.", "vault.", "config.", "redacted", "xxxxx", "*****", ".....", "foobar",
}

// Words of messages about passwords.
var saidWords = wordlist.New(
	"must", "your", "please", "required", "invalid", "not", "password", "passwords", "enter", "should", "cannot", "can", "has", "have", "was", "were", "failed", "error", "missing", "field", "wrong",
	"incorrect", "new", "least", "characters", "reset", "forgot", "token", "secret", "key", "user", "users", "hash", "with", "value", "set", "used", "use", "when", "if", "name", "account", "string", "login", "code", "file", "default", "test",
)

var proseWords = wordlist.New(
	"the", "is", "are", "be", "must", "your", "please", "required", "invalid", "not", "password", "enter", "for", "to", "of", "a", "an", "should", "cannot", "can", "has", "have", "was",
	"were", "failed", "error", "missing", "field", "wrong", "incorrect", "this", "that", "it", "at", "in", "on", "or", "no", "new", "at", "least", "characters", "reset", "forgot", "token", "secret", "key",
)

var fileExtensions = wordlist.New("pem", "key", "crt", "cer", "pub", "der", "p12", "pfx", "jks", "json", "yaml", "yml", "toml", "txt", "env", "conf", "rb", "py", "js", "ts", "go", "php", "java", "cs", "rs", "kt", "swift", "sh", "pdf", "png", "jpg", "jpeg", "gif", "svg", "csv", "xml", "html", "zip", "gz", "tar", "log", "md", "docx", "xlsx", "webp", "mp4")
