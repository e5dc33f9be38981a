// Code generated from the rules files by go generate; DO NOT EDIT.

package policy

import "github.com/driftsync/driftsync/plugins/sdk/wordlist"

// Rules by their position in the manifest.
const (
	pathRoot         uint8 = iota // Path below a root
	pathSeparator                 // Backslash in a path
	pathWholeRoot                 // Root in text
	pathOutside                   // Path outside all roots
	pathHome                      // Home directory in text
	pathUser                      // Name in a path or address
	classRootPath                 // Root column
	classCode                     // Code column
	classLiteral                  // Literal column
	classSecret                   // Secret column
	classEnvValue                 // Column of environment values
	classPII                      // Author column
	classDerivedID                // Column of ids hashed from paths
	classHash                     // Hash column without a hash
	classUnknown                  // Column of an unknown class or type
	jsonInvalid                   // JSON column without JSON
	jsonCode                      // Code in JSON
	jsonSecret                    // Secret in JSON
	jsonSecretNumber              // Number in JSON
	textCode                      // Code in text
	secretToken                   // Token
	secretAssignment              // Assigned secret
	secretHeader                  // Authorization header
	secretURL                     // Password in a URL
	secretQuery                   // Secret query parameter
	secretWebhook                 // Webhook
	secretKeyBlock                // Private key
	secretSameRow                 // Secret of the same row
	cellUnsettled                 // Cell without an end
	classForm                     // Cell without the form of its class
	classFormCode                 // Code in a column of names or paths
	personMail                    // Mail address
	personKnown                   // Author in other text
	personNamed                   // Name in its place
	personHandle                  // Account of a person
	ruleCount
)

// What replaces what a rule takes away.
var markers = [ruleCount]string{
	pathSeparator:    "/",
	pathWholeRoot:    "[ROOT]",
	pathHome:         "[HOME]",
	pathUser:         "[USER]",
	classSecret:      "[REDACTED]",
	classEnvValue:    "[REDACTED]",
	jsonCode:         "[CODE]",
	jsonSecret:       "[REDACTED]",
	jsonSecretNumber: "[0]",
	textCode:         "[CODE]",
	secretToken:      "[REDACTED]",
	secretAssignment: "[REDACTED]",
	secretHeader:     "[REDACTED]",
	secretURL:        "[REDACTED]",
	secretQuery:      "[REDACTED]",
	secretWebhook:    "[REDACTED]",
	secretKeyBlock:   "[REDACTED]",
	secretSameRow:    "[REDACTED]",
	classFormCode:    "[CODE]",
}

// Names of types and values that are no value of an environment variable.
var typeWords = wordlist.New(
	"boolean", "bool", "integer", "void", "unknown", "never", "symbol", "char", "varchar", "uuid", "float", "double", "self", "this", "missing",
	"option",
)

// Types of texts between a name and its value.
var typeNames = wordlist.New(
	"string", "str", "&str", "char", "final",
)

// Calls that take a key.
var signers = wordlist.New(
	"fernet", "secretkeyspec", "hmacshakeyfor", "createhmac", "createcipheriv", "createdecipheriv", "createsecretkey", "signwith", "cookieparser",
	"jwt", "jwts", "hmac",
)

// Calls that decode the secret between their brackets.
var decoders = []string{
	"decode", "fromhex", "frombase64", "from_base64", "fromstring", "atob", "hex2bin", "unhex", "buffer.from",
}

// Calls that take a user and a password.
var loginCalls = []string{
	"ftp", "pgp_sym_encrypt", "pgp_sym_decrypt", "crypt", "wifi.begin", "cookieparser", "plainauth", "sequelize", "mysqli", "mysqli_connect", "pdo",
	"directoryentry", "httpbasicauth", "passwordauthentication", "basiccredentials", "sendkeys", "send_keys", "fill", "type", "setvalue", "equals",
	"equalsignorecase", "signwith", "login", "signin", "authenticate", "basic.encode", "basic_auth", "basicauthentication", "setbasicauth", "withbasicauth",
	"getconnection", "basicauth", "networkcredential", "log_in", "sign_in", "connect", "usernamepasswordauthenticationtoken", "usernamepasswordcredentials",
	"usernamepasswordcredential", "x509certificate2", "ldap_bind", "simple_bind", "simple_bind_s", "jwt.sign", "jwt.verify", "jwt.encode", "jwt.decode",
	"__construct", "totp", "hotp", "setvapiddetails", "bcrypt.hash", "bcrypt.hashsync", "bcrypt.compare", "bcrypt.comparesync", "createuser", "create_user",
	"adduser",
}

// Calls that type a text into a field.
var fillers = wordlist.New(
	"sendkeys", "send_keys", "fill", "type", "setvalue",
)

// Calls that compare a text with their argument.
var compares = wordlist.New(
	"equals", "equalsignorecase",
)

// Words that begin a statement of a program.
var statementWords = wordlist.New(
	"const", "let", "var", "function", "def", "func", "fn", "return", "if", "for", "while", "class", "public", "private", "static", "async", "await",
	"throw", "import", "export", "raise", "yield", "delete", "switch", "try", "catch", "using", "type", "struct", "interface", "enum", "impl", "match",
)

// Keys of JSON that hold source code.
var codeKeys = []string{
	"code", "snippet", "code_snippet", "codesnippet", "bad_example", "badexample", "good_example", "goodexample", "matched_text", "matchedtext",
	"original_text", "originaltext", "corrected_text", "correctedtext", "signature", "source_code", "sourcecode", "source_text", "sourcetext", "source_line",
	"line_text", "quoted_code", "function_body", "spec_content", "code_before", "codebefore", "code_after", "codeafter", "code_block", "codeblock",
	"code_example", "codeexample", "code_sample", "codesample", "code_fix", "codefix", "code_context", "codecontext", "code_line", "codeline", "code_lines",
	"codelines",
}

// Keys of JSON that may quote code, and may be a name.
var quoteKeys = []string{
	"source", "example", "examples", "context", "before", "after", "body", "matched", "match", "diff", "patch", "line_content", "excerpt",
}

// Keys of JSON that hold code or a sentence.
var changeKeys = []string{
	"suggested_fix", "suggestedfix", "proposed_fix", "proposedfix", "fix", "suggestion", "implementation", "replacement", "solution", "correction",
	"corrected", "rewrite", "refactored", "original", "updated", "modified", "fixed", "old", "new", "hunk", "script", "sample", "old_text", "new_text",
	"old_string", "new_string", "oldtext", "newtext", "oldstring", "newstring", "autofix", "auto_fix", "remediation", "vulnerable", "test_case",
	"testcase", "definition", "declaration", "statement", "expression",
}

// Words in capitals that begin a line of SQL.
var queryWords = wordlist.New(
	"select", "from", "where", "insert", "update", "delete", "create", "alter", "drop", "join", "left", "inner", "group", "order", "having", "limit",
	"values", "set", "on", "union", "with",
)

// Literals that are no secret and no text.
var literalWords = wordlist.New(
	"true", "false", "null", "nil", "none", "undefined",
)

// First three letters of statements of SQL.
var queryStarts = []string{
	"SEL", "INS", "UPD", "DEL", "CRE", "ALT", "DRO", "MER",
}

// Tags of HTML around code.
var codeTags = []string{
	"code", "pre",
}

// What a line of code begins with; of words the whole line.
var lineMarks = []string{
	"|> ", "@", "#include", "</", "$ ", "->", "end", "done", "fi", "else", "&&", "||", ".",
}

// What code may be, before "_code" and "_snippet" in a key.
var codeKinds = []string{
	"old", "new", "original", "fixed", "suggested", "proposed", "updated", "corrected", "current", "example", "sample", "replacement", "before",
	"after", "test", "inline", "generated", "modified", "actual", "expected", "improved", "refactored", "vulnerable", "fix", "bad", "good", "previous",
	"existing", "recommended", "patched", "raw", "full", "affected", "offending", "problematic", "relevant", "related",
}

// Commands that read a password which the shell feeds to them.
var feeders = wordlist.New(
	"sshpass", "kinit", "wrangler", "passwd", "chpasswd", "cryptsetup", "gpg", "docker", "podman", "gh", "vault", "su", "sudo", "smbpasswd", "htpasswd",
	"mysql", "op", "bw", "kubectl", "npm",
)

// Options whose value is a secret where the command is about secrets.
var secretFlags = wordlist.New(
	"body", "value", "data", "payload",
)

// Options of commands that take a password from the command before the bar.
var inputFlags = wordlist.New(
	"password-stdin",
)

// Options before an account with its password.
var accountFlags = wordlist.New(
	"user", "proxy-user", "creds", "src-creds", "dest-creds",
)

// Options of Windows before a colon and a password.
var flagNames = wordlist.New(
	"p",
)

// Schemes of hashes in lists of accounts, as in LDAP.
var hashSchemes = []string{
	"{ssha", "{sha", "{smd5", "{md5", "{pbkdf2", "{crypt",
}

// Schemes before credentials.
var schemes = []string{
	"bearer ", "basic ", "token ", "apikey ", "api-key ", "key ", "bot ", "ssws ", "splunk ", "geniekey ", "digest ", "negotiate ", "oauth ", "zoho-oauthtoken ",
	"jwt ",
}

// Words after which a secret has a form of its own.
var formWords = []string{
	"putty", "atlasv1", "hooks",
}

// Middles of tokens that nothing at their beginning tells.
var tokenMiddles = []string{
	".atlasv1.",
}

// Marks inside of tokens that nothing at their beginning tells.
var tokenMarks = []string{
	"AZDO", "JQQJ99",
}

// Beginnings of files that hold a private key without an armor.
var keyFileHeads = []string{
	"PuTTY-User-Key-File",
}

// What begins the last line of these files, in the same order.
var keyFileTails = []string{
	"Private-MAC:",
}

// Keys whose value belongs to a label that stands before them.
var valueKeys = wordlist.New(
	"value", "val", "default", "defaultvalue", "default_value", "content",
)

// Keys of the text beside a label, which is a secret where it looks like one.
var textKeys = wordlist.New(
	"text", "caption",
)

// Segments that make the name of an environment variable a secret, wherever they stand.
var secretSegments = wordlist.New(
	"password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "credential", "credentials",
)

// What the names of tests and their files begin with, behind "PASS: ".
var testHeads = []string{
	"Test", "Benchmark", "Fuzz", "Example", "test", "tests", "spec", "src/", "packages/", "apps/", "cypress/", "e2e/",
}

// Words of what opens something, before "key".
var openers = wordlist.New(
	"private", "access", "license", "licence", "activation", "skey", "unseal", "unlock", "door", "gate", "garage",
)

// Tags of the private key of an account of a chain.
var chainKeys = wordlist.New(
	"pk",
)

// Members of a JSON Web Key that are private.
var jwkMembers = wordlist.New(
	"d", "k", "p", "q",
)

// Keys of objects that hold values of environment variables.
var envObjects = []string{
	"env", "environ", "env_vars", "envvars", "environment_variables",
}

// Keys of the method of a request, beside which a path is a route.
var methodKeys = wordlist.New(
	"method", "verb", "http_method", "httpmethod",
)

// Keys of the route of a request, beside its method.
var routeKeys = wordlist.New(
	"path", "route", "url", "uri", "endpoint", "pattern",
)

// Keys of a label that says what "value" beside it is.
var labelKeys = wordlist.New(
	"name", "key", "label", "id", "variable", "field",
)

// Methods of requests, after which a path is a route.
var verbs = wordlist.New(
	"get", "post", "put", "patch", "delete", "head", "options", "any", "all",
)

// Last words of names that do something with a secret and hold none.
var verbsOfKeys = wordlist.New(
	"is", "has", "get", "from", "by", "or", "and", "to", "with",
)

// Segments that make the "key" after them a secret.
var keyQualifiers = byLast(
	"api", "access", "private", "secret", "auth", "encryption", "signing", "master", "service", "admin", "license", "account", "client", "consumer",
	"shared", "storage", "app", "application", "deploy", "ssh", "subscription", "write", "read", "session", "crypto", "hmac", "aes", "rsa", "jwt",
	"webhook", "integration", "security", "symmetric", "leaked", "compromised", "exposed", "hardcoded", "enc", "decryption", "vault", "cipher", "wallet",
	"door", "unlock", "stripe", "paypal", "twilio", "sendgrid", "mailgun", "openai", "anthropic",
)

// Segments that make the "key" or "token" after them something else.
var openQualifiers = byLast(
	"public", "primary", "foreign", "partition", "sort", "cache", "row", "index", "unique", "composite", "translation", "i18n", "message", "locale",
	"object", "routing", "idempotency", "group", "verification", "map", "dict", "json", "sync", "lookup", "natural", "surrogate", "dedup", "next",
	"page", "continuation", "cancellation", "syntax", "lexer", "design", "site", "publishable",
)

// Words before the name and the value of a setting.
var settingWords = wordlist.New(
	"env", "define", "setx",
)

// Names of programs that are titles of tables too.
var titleWords = wordlist.New(
	"api_key", "apikey", "access_key", "secret_key", "access_token", "client_secret", "auth_token", "private_key",
)

// Keys of phrases of words.
var phraseKeys = wordlist.New(
	"mnemonic", "phrase", "seed", "words", "passphrase", "wallet", "backup", "recovery",
)

// Keys of an account or a server, beside which a password of plain words stands.
var accountWords = wordlist.New(
	"user", "username", "login", "host", "hostname", "server", "account", "email",
)

// Parts of connection strings, beside which a password of plain words stands.
var connectionParts = []string{
	"user id=", "userid=", "uid=", "user=", "username=", "server=", "data source=", "database=", "initial catalog=", "host=", "dsn=", "driver=",
}

// Words of a user before a slash and a password.
var userWords = wordlist.New(
	"id", "user", "username", "login", "account", "name", "usr", "uid", "userid",
)

// Words of accounts and credentials, near which an account stands with its password.
var loginWords = wordlist.New(
	"id", "user", "users", "username", "login", "logins", "account", "accounts", "name", "usr", "uid", "userid", "credential", "credentials", "cred",
	"creds", "sign-in", "signin", "sign", "logon", "logged", "signed", "log", "authenticate", "auth", "zugang", "zugangsdaten", "benutzer", "konto",
	"identifiants", "compte", "utilisateur", "usuario", "cuenta", "acceso", "utente", "gebruiker",
)

// Names that hide nothing behind a segment of open-qualifiers.
var openNames = []string{
	"key", "token",
}

// Words of secrets that a name may end with without a boundary.
var closingWords = []string{
	"key", "secret", "token", "access", "private",
}

// Words between a telling word and the one that says that it is.
var spokenTails = []string{
	" key", " token", " code", " phrase",
}

// Words between a value and what it is.
var namedVerbs = []string{
	" is the ", " is my ", " is our ", " is a ", " as the ", " as my ", " as ", " for the ", " is ",
}

// Words of a change from one value to another.
var changeVerbs = []string{
	"change", "rotate", "reset", "update", "set ",
}

// Words behind a random text in quotes that say that it is a secret.
var labelWords = wordlist.New(
	"signing",
)

// Parts of links to which anybody can post who knows the rest.
var linkWords = wordlist.New(
	"confirm", "activate", "share", "ical", "magic-link", "verify-email", "confirm-email", "password-reset", "join", "invites", "invitations", "verify",
	"invite", "invitation", "reset", "unsubscribe", "magic", "s", "hook", "hooks", "webhook", "webhooks", "genericwebhook", "integration", "keys",
	"key", "token", "tokens", "secret", "input",
)

// Names in sentences that have a password some words after them.
var proseNames = wordlist.New(
	"password", "passwd", "passphrase", "passcode", "passwort", "kennwort", "pwd", "pass", "secret", "token", "pin", "key", "creds", "cred", "credential",
	"credentials", "username", "login", "logon", "signin", "sign", "senha", "parola", "wachtwoord", "passord", "adgangskode", "salasana", "heslo",
	"haslo", "sandi", "contrase", "passe", "mdp", "clave", "geheimnis", "segreto", "secreto", "segredo",
)

// Accounts that every system has; a password follows them behind a colon or a slash.
var accountNames = wordlist.New(
	"admin", "administrator", "root", "postgres", "guest", "superuser", "sysadmin", "sysdba", "tester", "demo", "operator",
)

// Names of secrets that are a few digits.
var numberKeys = wordlist.New(
	"pin", "otp", "cvv",
)

// Parameters of links that open to anybody who has them, where their value is long and random.
var linkKeys = wordlist.New(
	"magic", "magic_link", "code", "u", "t", "k", "invite", "invitation", "confirm", "confirmation", "verify", "verification", "unsubscribe", "activate",
	"oobcode", "share",
)

// Commands before "set", a name and the value of a setting.
var storeWords = wordlist.New(
	"config", "configure",
)

// Keys of objects and lists that hold secrets and other things.
var holders = wordlist.New(
	"secrets", "vault", "logins", "accounts", "wallet",
)

// Names of passwords that sentences use of other things, too.
var vagueNames = wordlist.New(
	"secret",
)

// Elements whose text belongs to a label that stands before them.
var elementValues = wordlist.New(
	"value", "val", "default", "defaultvalue", "default_value", "content", "string", "data",
)

// Attributes that say what the text of an element is.
var elementLabels = wordlist.New(
	"name", "key", "id",
)

// Keys of YAML below which a document of secrets has them.
var dataKeys = wordlist.New(
	"data", "stringdata",
)

// Keys of YAML that say what a document holds.
var kindKeys = []string{
	"kind",
}

// Kinds of documents of YAML that hold secrets.
var secretKinds = wordlist.New(
	"secret",
)

// Parameters that sign the link or request that they are a part of.
var signatureKeys = wordlist.New(
	"signature",
)

// Variables of the working directory, which a password has the name of.
var folderVariables = []string{
	"PWD", "OLDPWD",
}

// What makes an object with a member of jwk-members a JSON Web Key.
var jwkMarks = []string{
	"kty\"",
}

// What the names of fields of passwords have in them, before a call that fills one.
var passwordStems = []string{
	"passw",
}

// Schemes whose URL names a file of a machine.
var editors = wordlist.New(
	"vscode", "vscode-insiders", "vscodium", "cursor", "windsurf", "zed", "idea", "jetbrains", "phpstorm", "webstorm", "pycharm", "goland", "subl",
	"txmt", "mvim", "atom", "nova", "emacs", "bbedit", "sftp", "ssh", "scp", "rsync", "asset", "tauri",
)

// Top directories of a path that stands behind something else.
var gluedTops = wordlist.New(
	"home", "home1", "home2", "home3", "users", "root", "private", "volumes", "export", "tmp", "var", "mnt", "media", "workspace", "workspaces",
	"nfs", "afs",
)

// Pages of web sites below "home": no one is called so.
var pageWords = wordlist.New(
	"settings", "profile", "dashboard", "about", "contact", "login", "logout", "account", "feed", "search", "news", "explore", "help", "cart", "orders",
	"products", "notifications", "messages", "overview", "welcome", "page", "index", "users", "list", "details", "detail", "edit", "create", "new",
	"privacy", "terms", "pricing", "features", "blog", "hero", "banner", "components", "views",
)

// Calls of a regular expression, which looks like a path.
var regexpCalls = wordlist.New(
	"test", "exec", "source", "flags", "lastindex", "tostring", "match", "matchall", "replace", "search", "split", "global",
)

// Directories whose content is the same for everyone who installs it.
var sharedTails = wordlist.New(
	"node_modules", "site-packages", "dist-packages",
)

// Top directories below which files of people lie.
var privateTops = wordlist.New(
	"home", "users", "root", "opt", "var", "tmp", "private", "mnt", "media", "srv", "volumes", "workspace", "workspaces", "builds", "projects", "repos",
	"github", "buildkite", "export", "cygdrive", "system", "host_mnt", "gopath", "scratch", "__w", "codebuild", "home1", "home2", "home3", "afs",
	"nfs", "lustre", "gpfs", "vercel", "drone", "sandbox", "c", "d", "e", "jenkins", "repo", "work",
)

// Top directories below which no web site has its source code.
var machineTops = wordlist.New(
	"home", "users", "root", "opt", "srv", "var", "tmp", "private", "mnt", "data", "media", "volumes", "builds", "workspace", "workspaces", "scratch",
	"home1", "home2", "home3", "nfs", "afs", "jenkins", "export",
)

// Endings of source code, which no route has.
var sourceExtensions = wordlist.New(
	"ts", "tsx", "jsx", "py", "go", "java", "rs", "rb", "cs", "kt", "kts", "swift", "scala", "c", "cc", "cpp", "h", "hpp", "vue", "svelte", "sh",
	"ex", "exs", "lua", "hs", "dart", "sql", "tf", "proto", "ipynb",
)

// Top directories below which each name is one of a person.
var homeTops = wordlist.New(
	"home", "users",
)

// Top directories of web sites.
var webTops = wordlist.New(
	"static", "assets", "public", "images", "img", "css", "js", "docs", "fonts", "media", "favicon.ico", "wiki", "blog",
)

// Endings of files of web sites.
var webExtensions = wordlist.New(
	"html", "htm", "php", "css", "png", "svg", "jpg", "jpeg", "gif", "ico", "xml", "txt", "js", "mjs", "map", "json", "webp", "woff", "woff2", "aspx",
	"jsp", "com", "org", "net", "io",
)

// Last parts that files have and domains have not.
var fileTops = wordlist.New(
	"png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "js", "ts", "tsx", "jsx", "mjs", "cjs", "mts", "cts", "css", "scss", "less", "json",
	"jsonl", "html", "htm", "yml", "yaml", "toml", "lock", "txt", "java", "kt", "rb", "php", "xml", "vue", "svelte", "go", "cpp", "hpp", "cs", "swift",
	"tgz", "gz", "tar", "whl", "jar", "class", "sql", "db", "log", "csv", "pdf", "exe", "dll", "so", "dylib", "wasm", "service", "socket", "timer",
	"target", "mount", "patch", "diff", "snap", "map", "tf", "proto", "lua", "ex", "exs", "erl", "hs", "ml", "bak", "tmp", "cfg", "conf", "ini",
	"env",
)

// Endings of files, which no secret has.
var fileExtensions = wordlist.New(
	"pem", "key", "crt", "cer", "pub", "der", "p12", "pfx", "jks", "json", "yaml", "yml", "toml", "txt", "env", "conf", "rb", "py", "js", "ts", "go",
	"php", "java", "cs", "rs", "kt", "swift", "sh", "pdf", "png", "jpg", "jpeg", "gif", "svg", "csv", "xml", "html", "zip", "gz", "tar", "log", "md",
	"docx", "xlsx", "webp", "mp4",
)

// Words before the name of a module in quotes.
var importWords = []string{
	"from", "import", "require", "mock", "url",
}

// Names of users and machines that say nothing of a person.
var commonNames = wordlist.New(
	"root", "runner", "app", "dev", "test", "user", "users", "admin", "build", "builder", "home", "node", "work", "ubuntu", "debian", "vagrant",
	"docker", "jenkins", "gitlab", "github", "vscode", "codespace", "default", "public", "guest", "local", "localhost", "developer", "main", "host",
	"server", "master", "data", "code", "project", "projects", "workspace", "temp", "system", "service", "daemon", "nobody", "www-data", "postgres",
	"mysql", "nginx", "circleci", "travis", "buildkite", "administrator", "container", "circle", "source", "sources", "package", "packages", "module",
	"modules", "library", "client", "index", "shared", "common", "utils", "tests", "docs",
)

// Words between what a person did and its name.
var byWords = []string{
	"by ", "by:",
}

// Words before the name of who has to do something.
var assignedWords = []string{
	"assigned to ",
}

// Words behind the name of who says something, at the start of a sentence.
var speakWords = []string{
	"said ", "said:", "said,", "asked ", "suggested ", "suggests ", "wrote",
}

// Words before a branch that was merged.
var mergeWords = []string{
	"merge ",
}

// Words before the year and the holder of a right.
var holdWords = []string{
	"copyright ",
}

// The sign before the year and the holder of a right.
var copyWords = []string{
	"c) ",
}

// Commands before the account of who owns or runs something.
var ownWords = []string{
	"chown ", "sudo -u ",
}

// Words before the number of an account, with its name in brackets.
var identityWords = []string{
	"uid=",
}

// Folders of accounts in a URL.
var homeWords = []string{
	"homes/",
}

// Folders of accounts in a diff.
var diffWords = []string{
	"Users/",
}

// Trailers of commits that name a person.
var trailerKeys = wordlist.New(
	"signedoffby", "coauthoredby", "reviewedby", "ackedby", "reportedby", "testedby", "helpedby", "suggestedby", "approvedby", "cosignedoffby", "mentoredby",
	"basedonpatchby", "requestedby", "thanksto", "codevelopedby", "originallyby", "committedby", "authoredby", "mergedby", "assistedby", "pairedwith",
	"onbehalfof",
)

// Keys of an author or a machine.
var authorKeys = wordlist.New(
	"author", "authors", "committer", "committers", "reviewer", "reviewers", "assignee", "assignees", "assigner", "speaker", "speakers", "attendee",
	"attendees", "participant", "participants", "createdby", "updatedby", "changedby", "modifiedby", "editedby", "deletedby", "grantedby", "assignedto",
	"assignedby", "invitedby", "submittedby", "submitter", "approver", "approvers", "reporter", "reporters", "maintainer", "maintainers", "fullname",
	"firstname", "lastname", "givenname", "familyname", "surname", "authorname", "committername", "realname", "createdbyname", "resolvedby", "closedby",
	"openedby", "verifiedby", "performedby", "ownedby", "writtenby", "lasteditedby", "lastmodifiedby", "triagedby", "dismissedby", "acknowledgedby",
	"actor", "actorid", "actorname", "interviewer", "interviewee", "employee", "employeename", "colleague", "organizer", "organiser", "presenter",
	"mentor", "requester", "reviewername", "assigneename", "ownername", "personname", "customername", "contactname", "codeowner", "codeowners", "changeauthor",
	"lastauthor", "gitauthor", "pushedby", "deployedby", "releasedby", "taggedby", "blamedon", "introducedby", "authorlogin", "userlogin",
)

// Keys of a person, a team or a company.
var ownerKeys = wordlist.New(
	"owner", "owners", "contact", "contacts", "lead", "oncall", "poc", "coordinator", "sender", "recipient", "recipients",
)

// Keys of headers of mails, and of thanks.
var headerKeys = wordlist.New(
	"from", "to", "cc", "bcc", "replyto", "displayname", "by", "thanks", "credit", "credits",
)

// Keys of an account.
var accountKeys = wordlist.New(
	"user", "username", "login", "logname", "sudouser", "human", "person", "member", "userid", "loginname", "nickname", "handle", "githubuser", "gituser",
)

// Words before a name in brackets in comments.
var todoKeys = wordlist.New(
	"todo", "fixme", "xxx", "hack", "note", "bug",
)

// Keys of an object that stands for a person.
var personParts = wordlist.New(
	"name", "login", "username", "handle", "display_name", "displayname", "first_name", "last_name", "firstname", "lastname", "fullname", "full_name",
	"nick", "nickname", "user", "id", "value", "real_name", "realname", "given_name", "family_name",
)

// Schemes of which what stands before the host is a mail address.
var mailSchemes = wordlist.New(
	"agent", "mailto", "xmpp", "sip", "sips", "acct", "human", "user", "im",
)

// Schemes of which what stands before the host is an account.
var accountSchemes = wordlist.New(
	"ssh", "git+ssh", "ssh+git", "sftp", "scp", "rsync", "http", "https", "svn+ssh", "ftp", "vnc", "rdp", "agent",
)

// Accounts of programs.
var serviceNames = wordlist.New(
	"root", "git", "admin", "administrator", "ubuntu", "debian", "centos", "fedora", "ec2-user", "deploy", "deployer", "user", "users", "username",
	"app", "api", "postgres", "mysql", "oracle", "www-data", "nginx", "jenkins", "gitlab", "github", "runner", "build", "builder", "ci", "vagrant",
	"docker", "pi", "hg", "svn", "oauth2", "oauth", "token", "x-access-token", "x-token-auth", "x-oauth-basic", "guest", "test", "node", "host",
	"me", "you", "name", "login", "core", "core-user", "azureuser", "opc", "bot", "service", "everyone", "here", "channel", "all", "team", "someone",
	"somebody", "foo", "bar", "baz", "none", "null", "unknown", "noreply", "support", "dev", "prod", "production", "staging", "sa", "dba", "redis",
	"kafka", "ftp", "anonymous", "nobody", "copilot", "dependabot", "renovate", "claude", "codex", "cursor", "coderabbitai", "mergify", "bors",
)

// Accounts of forges, behind which a repository stands.
var forgeNames = wordlist.New(
	"git", "hg", "svn", "gerrit", "gitea", "aur", "cvs", "bzr", "org-git",
)

// Words before an "@" of programs.
var memberNames = wordlist.New(
	"this", "super", "self", "return", "break", "continue", "cls", "process", "module", "window", "console", "math", "object",
)

// What stands behind the "@" of a package or a label.
var hostTags = wordlist.New(
	"npm", "workspace", "patch", "portal", "link", "file", "git", "github", "http", "https", "latest", "next", "sha256", "sha512", "md5", "jsr",
	"exec", "catalog",
)

// Commands that take user@host.
var shellWords = wordlist.New(
	"ssh", "scp", "sftp", "rsync", "mosh", "ssh-copy-id", "sshfs", "autossh",
)

// Words before a handle that greet a person or give thanks.
var greeters = wordlist.New(
	"cc", "by", "from", "thanks", "thank", "thx", "ping", "kudos", "hi", "hey", "hello", "assign", "assigned", "assignee", "reviewer", "reviewers",
	"author", "owner", "ask", "asked", "asking", "fyi", "ptal", "props", "credit", "with", "pinging", "ccing", "bcc", "tagging", "mention", "mentioning",
	"per", "dear", "shoutout",
)

// Names behind an "@" that are no people.
var decorators = wordlist.New(
	"property", "staticmethod", "classmethod", "param", "params", "media", "import", "apply", "pytest", "override", "deprecated", "include", "mixin",
	"keyframes", "returns", "return", "types", "type", "babel", "angular", "see", "link", "throws", "example", "interface", "protocol", "dataclass",
	"cached", "lru_cache", "wraps", "layer", "supports", "font-face", "container", "injectable", "component", "test", "before", "after", "ts-ignore",
	"ts-expect-error", "ts-nocheck", "internal", "public", "private", "since", "version", "default", "let", "const", "next", "latest", "main", "master",
	"tailwind", "extend", "use", "if", "else", "for", "each", "objc", "available", "escaping", "state", "binding", "environment", "published", "nested",
	"named", "transactional", "autowired", "nullable", "nonnull",
)

// Words before "by" that say what a person did.
var deeds = wordlist.New(
	"reviewed", "approved", "merged", "reported", "assigned", "requested", "suggested", "written", "authored", "created", "committed", "signed",
	"confirmed", "contributed", "discovered", "found", "proposed", "implemented", "fixed", "posted", "opened", "closed", "raised", "spotted", "noticed",
	"updated", "edited", "modified", "changed", "maintained", "owned", "verified", "tested", "filed", "pushed", "triaged", "co-authored", "coauthored",
	"acked", "submitted", "added", "removed", "rejected", "dismissed", "resolved", "made", "done", "led", "presented", "introduced", "reverted",
	"drafted", "blocked", "granted", "diagnosed", "reproduced", "prepared", "designed", "developed", "photo", "off", "shared", "flagged", "chaired",
	"hosted", "recommended", "investigated", "decided", "agreed", "answered", "asked", "mentored", "reported-and-tested",
)

// First words before an address that are no part of a name.
var leads = wordlist.New(
	"author", "authors", "contact", "email", "e-mail", "mail", "from", "to", "cc", "bcc", "reported", "owner", "ping", "ask", "see", "by", "reply",
	"send", "sent", "write", "maintainer", "committer", "signed", "user", "date", "re", "fwd", "hi", "hello", "dear", "thanks", "report", "reach",
	"notify", "call", "subject", "commit",
)

// Words between the words of a name.
var particles = wordlist.New(
	"van", "der", "den", "de", "la", "le", "du", "von", "zu", "zum", "zur", "bin", "ibn", "al", "el", "da", "dos", "das", "do", "di", "del", "della",
	"ter", "ten", "te", "af", "av", "of", "y", "e", "los", "las", "dal", "dello", "'t", "op",
)

// Words of roles, machines and groups, which no name of a person holds.
var roleWords = wordlist.New(
	"root", "admin", "administrator", "admins", "bot", "bots", "ci", "cd", "robot", "actions", "action", "dependabot", "renovate", "system", "unknown",
	"none", "null", "nil", "undefined", "anonymous", "nobody", "noreply", "automated", "automation", "automatic", "automatically", "auto", "user",
	"users", "owner", "owners", "team", "teams", "group", "groups", "squad", "guild", "chapter", "service", "services", "agent", "agents", "assistant",
	"model", "models", "pipeline", "pipelines", "scheduler", "cron", "worker", "workers", "daemon", "engine", "engines", "security", "platform",
	"infra", "infrastructure", "devops", "ops", "sre", "qa", "support", "dev", "devs", "developer", "developers", "engineering", "engineer", "engineers",
	"maintainer", "maintainers", "reviewer", "reviewers", "release", "releases", "build", "builder", "builds", "deploy", "deployer", "deployment",
	"test", "tests", "tester", "testers", "testing", "staging", "production", "claude", "copilot", "cursor", "gpt", "chatgpt", "openai", "anthropic",
	"gemini", "codex", "llm", "drift", "driftsync", "cortex", "mcp", "cli", "api", "server", "servers", "client", "clients", "default", "local",
	"localhost", "host", "machine", "runner", "container", "kubernetes", "bridge", "web", "webhook", "hook", "hooks", "import", "importer", "export",
	"exporter", "migration", "migrations", "analyzer", "analyser", "analysis", "scanner", "detector", "linter", "formatter", "formatted", "backend",
	"frontend", "fullstack", "staff", "everyone", "all", "redacted", "guest", "public", "private", "example", "contact", "info", "office", "sales",
	"marketing", "legal", "finance", "dummy", "foo", "bar", "baz", "true", "false", "human", "humans", "person", "people", "member", "members", "author",
	"authors", "committer", "manager", "managers", "lead", "leads", "community", "project", "company", "inc", "ltd", "llc", "gmbh", "corp", "corporation",
	"foundation", "organization", "organisation", "committee", "board", "council", "contributors", "contributor", "department", "authority", "institute",
	"university", "technologies", "software", "systems", "solutions", "labs", "studio", "studios", "consortium", "association", "limited", "co",
	"ag", "sa", "memory", "consolidation", "decay", "causal", "retention", "validation", "validator", "learning", "learner", "orchestrator", "planner",
	"coder", "executor", "critic", "supervisor", "monitor", "watcher", "sync", "process", "processor", "task", "job", "tool", "tools", "script",
	"plugin", "plugins", "extension", "ide", "editor", "shell", "session", "sessions", "config", "policy", "rule", "rules", "gate", "gates", "check",
	"checks", "compliance", "governance", "data", "core", "app", "apps", "product", "design", "research", "operations", "customer", "customers",
	"vendor", "partner", "third", "external", "internal", "tbd", "todo", "na", "self", "me", "you", "us", "them", "someone", "somebody", "anyone",
	"whoever", "yourself",
)

// Words of prose that stand with a capital where names stand.
var capitalWords = wordlist.New(
	"the", "this", "that", "these", "those", "a", "an", "and", "or", "but", "not", "no", "yes", "if", "when", "while", "after", "before", "since",
	"until", "on", "in", "at", "for", "with", "without", "from", "to", "of", "by", "as", "is", "are", "was", "were", "be", "it", "its", "we", "he",
	"she", "they", "our", "your", "my", "his", "her", "their", "i", "there", "here", "then", "than", "also", "each", "every", "any", "some", "one",
	"two", "three", "first", "second", "new", "old", "other", "another", "same", "more", "less", "most", "error", "errors", "warning", "warnings",
	"request", "requests", "response", "pull", "push", "merge", "commit", "commits", "branch", "code", "review", "change", "changes", "file", "files",
	"line", "function", "method", "methods", "object", "value", "values", "key", "keys", "type", "types", "field", "fields", "column", "columns",
	"row", "rows", "table", "tables", "name", "names", "number", "numbers", "list", "array", "map", "string", "index", "query", "queries", "database",
	"schema", "event", "events", "message", "messages", "log", "logs", "header", "headers", "body", "status", "state", "version", "update", "updates",
	"add", "fix", "fixes", "remove", "use", "using", "make", "set", "get", "run", "start", "stop", "end", "open", "close", "read", "write", "load",
	"save", "create", "delete", "move", "copy", "see", "note", "date", "time", "day", "week", "month", "year", "january", "february", "march", "april",
	"may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct",
	"nov", "dec", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
	"utc", "gmt", "page", "pages", "user's", "feature", "features", "issue", "issues", "ticket", "bug", "bugs", "report", "reports", "document",
	"documents", "documentation", "spec", "guide", "section", "chapter", "figure", "part", "step", "steps", "case", "cases", "unit", "integration",
	"module", "package", "packages", "library", "framework", "interface", "class", "component", "view", "controller", "router", "route", "routes",
	"handler", "middleware", "factory", "provider", "context", "store", "cache", "queue", "stream", "buffer", "thread", "threads", "parser", "compiler",
	"loader", "driver", "adapter", "proxy", "gateway", "broker", "registry", "repository", "repositories", "instance", "node", "nodes", "cluster",
	"network", "address", "port", "domain", "path", "directory", "folder", "root", "source", "target", "origin", "destination", "input", "output",
	"result", "results", "option", "options", "parameter", "parameters", "argument", "arguments", "mode", "flag", "level", "layer", "stage", "phase",
	"batch", "block", "chunk", "item", "items", "element", "elements", "entity", "record", "records", "property", "properties", "attribute", "attributes",
	"account", "accounts", "order", "orders", "payment", "payments", "invoice", "billing", "checkout", "cart", "stock", "price", "discount", "tax",
	"shipping", "profile", "settings", "login", "signup", "auth", "authentication", "authorization", "permission", "permissions", "role", "roles",
	"access", "token", "secret", "password", "certificate", "signature", "hash", "encryption", "audit", "incident", "outage", "alert", "metric",
	"metrics", "dashboard", "chart", "summary", "details", "total", "average", "count", "limit", "size", "rate", "score", "license", "rights", "reserved",
	"copyright", "patent", "notice", "terms", "privacy", "conditions", "high", "low", "medium", "critical", "major", "minor", "patch", "alpha", "beta",
	"stable", "nightly", "latest", "previous", "next", "current", "last", "final", "initial", "main", "master", "trunk", "head", "upstream", "downstream",
	"remote", "global", "static", "dynamic", "async", "hello", "world", "dear", "hi", "please", "thanks", "sorry", "ok", "let", "const", "var", "return",
	"import", "export", "await", "try", "catch", "throw", "throws", "else", "switch", "loop", "given", "expected", "actual", "missing", "invalid",
	"unexpected", "failed", "failure", "success", "timeout", "retry", "default", "custom", "fallback", "legacy", "deprecated", "experimental", "refactor",
	"cleanup", "chore", "docs", "perf", "style", "revert", "wip", "draft", "hotfix", "rebase", "lint", "lgtm", "asap", "fyi", "faq", "readme", "changelog",
	"roadmap", "sprint", "standup", "retro", "kickoff", "meeting", "notes", "agenda", "minutes", "topic", "decision", "decisions", "question", "answer",
	"support", "help", "north", "south", "east", "west", "left", "right", "top", "bottom", "front", "back", "big", "small", "long", "short", "full",
	"empty", "raw", "clean", "hard", "soft", "cold", "warm", "hot", "dark", "light", "red", "green", "blue", "black", "white", "accident", "hand",
	"mistake", "design", "law", "consensus", "vote", "majority",
)

// Names of companies, products and programs.
var brandWords = wordlist.New(
	"google", "microsoft", "apple", "amazon", "aws", "azure", "gcp", "github", "gitlab", "bitbucket", "atlassian", "jira", "confluence", "slack",
	"discord", "teams", "zoom", "visual", "vscode", "jetbrains", "intellij", "chrome", "firefox", "safari", "edge", "android", "ios", "windows",
	"linux", "macos", "ubuntu", "debian", "fedora", "redhat", "docker", "kubernetes", "helm", "terraform", "ansible", "jenkins", "travis", "circleci",
	"buildkite", "sonar", "sonarqube", "sonarcloud", "sentry", "datadog", "grafana", "prometheus", "elastic", "kibana", "splunk", "newrelic", "pagerduty",
	"snyk", "codeql", "eslint", "prettier", "typescript", "javascript", "python", "java", "kotlin", "swift", "rust", "golang", "ruby", "rails", "django",
	"flask", "spring", "react", "angular", "vue", "svelte", "nextjs", "nuxt", "nestjs", "express", "webpack", "vite", "rollup", "babel", "jest",
	"mocha", "cypress", "playwright", "selenium", "storybook", "figma", "sketch", "adobe", "oracle", "ibm", "intel", "nvidia", "amd", "arm", "meta",
	"facebook", "twitter", "netflix", "uber", "airbnb", "stripe", "paypal", "shopify", "salesforce", "sap", "mongodb", "postgres", "postgresql",
	"mysql", "sqlite", "redis", "kafka", "rabbitmq", "supabase", "firebase", "vercel", "netlify", "heroku", "cloudflare", "fastly", "akamai", "twilio",
	"sendgrid", "mailchimp", "okta", "auth0", "hashicorp", "vault", "consul", "apache", "mozilla", "gnu", "eclipse", "cncf", "owasp", "nist", "iso",
	"ietf", "w3c", "trivy", "semgrep", "bandit", "checkov", "gitleaks", "bors", "mergify", "codecov", "coveralls", "hugging", "face", "tensorflow",
	"pytorch", "numpy", "pandas", "jupyter", "excel", "outlook", "gmail", "studio", "xcode", "maven", "gradle", "npm", "yarn", "pnpm", "pip", "conda",
	"homebrew", "bash", "node",
)

// Words of types and values in declarations.
var declaredWords = wordlist.New(
	"string", "str", "text", "int", "integer", "number", "float", "double", "decimal", "bool", "boolean", "any", "object", "array", "list", "map",
	"set", "dict", "tuple", "option", "optional", "maybe", "result", "promise", "future", "void", "never", "unknown", "uuid", "guid", "id", "ids",
	"varchar", "char", "byte", "bytes", "blob", "date", "datetime", "timestamp", "enum", "struct", "union", "record", "vec", "vector", "ref", "ptr",
	"box", "arc", "rc", "cow", "u8", "u16", "u32", "u64", "i32", "i64", "usize", "isize", "json", "url", "uri", "email", "func", "function", "callback",
	"handler", "required", "nullable", "readonly", "const", "let", "var", "undefined", "nan", "true", "false", "yes", "no", "on", "off", "req", "res",
	"ctx", "params", "props", "args", "kwargs", "data", "value", "key", "name", "title", "label", "input", "output", "later", "perf", "refactor",
	"cleanup", "docs", "doc", "tests", "types", "i18n", "a11y", "deps", "upstream", "async", "windows", "linux", "macos", "performance", "optimize",
	"optimise", "implement", "remove", "fix", "add", "update", "rename", "investigate", "revisit", "temporary", "hack", "config", "logging", "errors",
	"security", "ui", "ux", "db", "sql", "http", "ssl", "tls", "cache", "v1", "v2", "v3", "next", "wip", "blocking", "urgent", "read", "write", "profile",
	"created", "updated", "deleted", "logout", "follow", "get", "registered", "signup", "signin", "settings", "address", "account", "entity", "model",
	"dto", "schema", "type", "class", "interface", "instance", "query", "mutation", "fragment", "selector", "reducer", "context", "state", "store",
	"session", "token", "role", "roles", "permission", "group", "first", "last", "current", "count", "index", "length", "size", "total", "status",
	"active", "inactive", "enabled", "disabled", "anonymous", "found", "missing", "not", "is", "has", "can", "must", "should", "may", "will", "field",
	"column", "table", "row", "foreign", "primary", "unique", "select", "insert", "where", "from", "join",
)

// Words that are names of people as well, and stand in texts for something else.
var ordinaryWords = wordlist.New(
	"mark", "will", "grace", "chase", "hunter", "mason", "carter", "cooper", "parker", "taylor", "page", "jack", "josh", "rich", "frank", "grant",
	"drew", "rusty", "robin", "dean", "norm", "dawn", "rose", "june", "april", "august", "hope", "faith", "joy", "art", "gene", "bill", "rob", "max",
	"ray", "sandy", "summer", "autumn", "olive", "ivy", "iris", "lily", "ruby", "amber", "pearl", "crystal", "jade", "daisy", "hazel", "violet",
	"heather", "holly", "ginger", "misty", "sunny", "stormy", "sky", "star", "angel", "destiny", "harmony", "melody", "liberty", "justice", "patience",
	"mercy", "prudence", "clay", "cliff", "dale", "glen", "heath", "lane", "reed", "ridge", "brook", "forest", "woods", "fields", "rivers", "lake",
	"banks", "stone", "rock", "steel", "cash", "chance", "case", "chip", "buddy", "duke", "earl", "king", "prince", "bishop", "pope", "abbot", "knight",
	"baron", "major", "general", "marshal", "miles", "mack", "wade", "ward", "pierce", "lance", "victor", "rex", "guy", "sonny", "junior", "young",
	"long", "short", "small", "little", "strong", "wise", "good", "best", "sharp", "swift", "quick", "green", "brown", "gray", "grey", "white", "black",
	"gold", "silver", "rust", "moon", "day", "winter", "snow", "frost", "rain", "wolf", "fox", "bear", "lion", "hawk", "eagle", "swan", "crane",
	"drake", "finch", "fish", "lamb", "bird", "bush", "berry", "apple", "cherry", "baker", "cook", "potter", "miller", "smith", "weaver", "fisher",
	"shepherd", "archer", "porter", "sawyer", "tyler", "turner", "walker", "webb", "wright", "cole", "bell", "ball", "book", "bond", "bolt", "burns",
	"butler", "castle", "chapel", "church", "cross", "temple", "house", "hall", "park", "hill", "dell", "moss", "flower", "flowers", "branch", "root",
	"admin", "python", "rails", "spark", "flink", "hadoop", "delta", "sigma", "omega", "alpha", "atlas", "titan", "apollo", "hermes", "athena", "orion",
	"phoenix", "falcon", "eureka", "zeus", "mercury", "venus", "mars", "jupiter", "saturn", "neptune", "pluto", "nova", "luna", "aurora", "quartz",
	"onyx", "cobalt", "copper", "iron", "zinc", "chrome", "mint", "sage", "basil", "pepper", "salt", "sugar", "honey", "coffee", "java", "mocha",
	"latte", "espresso", "oak", "pine", "cedar", "maple", "willow", "laurel", "bamboo", "fern", "reef", "coral", "ocean", "coast", "shore", "harbor",
	"haven", "bridge", "tower", "gate", "field", "garden", "meadow", "valley", "canyon", "summit", "peak", "trail", "path", "road", "street", "square",
	"circle", "point", "line", "edge", "frame", "shape", "space", "light", "shadow", "echo", "pulse", "wave", "flow", "stream", "drift", "shift",
	"spring", "jump", "dash", "rush", "blaze", "flame", "ember", "spike", "sting", "viper", "cobra", "raven", "crow", "jay", "wren", "lark", "dove",
	"heron", "stork",
)

// What stands between two handles of a list.
var handleGaps = []string{
	" @", ", @", " and @", ", and @", " & @", ",@",
}

// Tags of comments that name a person.
var personTags = []string{
	"author", "maintainer", "reviewer", "assignee", "contributor",
}

// Last segments of names that say something of a secret and are none.
var attributes = wordlist.New(
	"length", "len", "min", "max", "size", "count", "limit", "url", "uri", "endpoint", "host", "port", "path", "file", "dir", "name", "id", "type",
	"kind", "ttl", "expiry", "expires", "expiration", "timeout", "age", "days", "hours", "minutes", "seconds", "field", "param", "header", "prefix",
	"suffix", "policy", "regex", "pattern", "enabled", "disabled", "required", "version", "algorithm", "alg", "provider", "service", "store", "storage",
	"manager", "arn", "ref", "format", "encoding", "issuer", "audience", "scope", "scopes", "user", "username", "email", "region", "env", "mode",
	"reset", "rotation", "label", "hint", "error", "message", "invalid", "missing", "class", "rounds", "encryption", "scheme", "mechanism", "method",
	"iterations", "history", "complexity", "strategy", "used", "usage", "budget", "total", "limits", "validator", "input", "placeholder", "title",
	"description", "rule", "rules", "strength", "confirm", "schema", "keys", "counter", "index", "status", "state", "date", "at", "time", "hook",
	"form", "page", "view", "detector", "scanner", "handler", "factory", "util", "utils", "test", "spec",
)

// Words that say what a random text is when they stand right before it.
var publicWords = wordlist.New(
	"hash", "sha", "sha1", "sha224", "sha256", "sha384", "sha512", "md5", "h1", "digest", "checksum", "sum", "commit", "rev", "revision", "fingerprint",
	"etag", "id", "ids", "uid", "uuid", "guid", "version", "public", "integrity", "tag", "build", "image", "branch", "kid", "thumbprint", "serial",
	"cert", "certificate", "address", "addr", "txid", "tx", "transaction", "block", "signature", "base64", "nonce", "index", "object", "row", "name",
	"file", "path", "url", "request", "trace", "span", "device", "module", "package", "chunk", "blob", "layer", "tree", "parent", "head", "ref",
	"cache", "username", "user", "host", "hostname", "email", "pub", "pubkey",
)

// First words of keys that are ids.
var commonKeys = wordlist.New(
	"session", "event", "order", "item", "record", "entity", "entry", "message", "storage", "query", "data", "store", "bucket", "state", "config",
	"task", "step", "asset", "resource", "project", "component", "react", "node", "unique", "verify", "verifying", "validation", "hash",
)

// Parts of values that stand for a secret and are none.
var placeholderParts = []string{
	"your_", "your-", "yourp", "yours", "yourt", "youra", "<your", "example", "placeholder", "changeme", "change_me", "replace", "insert_", "dummy",
	"process.env", "os.environ", "getenv", "env.", "secrets.", "vault.", "config.", "redacted", "xxxxx", "*****", ".....", "foobar",
}

// Words of messages about passwords.
var saidWords = wordlist.New(
	"must", "your", "please", "required", "invalid", "not", "password", "passwords", "enter", "should", "cannot", "can", "has", "have", "was", "were",
	"failed", "error", "missing", "field", "wrong", "incorrect", "new", "least", "characters", "reset", "forgot", "token", "secret", "key", "user",
	"users", "hash", "with", "value", "set", "used", "use", "when", "if", "name", "account", "string", "login", "code", "file", "default", "test",
)

// Words of prose that are no value.
var proseWords = wordlist.New(
	"the", "is", "are", "be", "must", "your", "please", "required", "invalid", "not", "password", "enter", "for", "to", "of", "a", "an", "should",
	"cannot", "can", "has", "have", "was", "were", "failed", "error", "missing", "field", "wrong", "incorrect", "this", "that", "it", "at", "in",
	"on", "or", "no", "new", "least", "characters", "reset", "forgot", "token", "secret", "key",
)

// Names of algorithms and formats, before what ends a sentence.
var algorithmWords = wordlist.New(
	"ed25519", "ed448", "x25519", "curve25519", "secp256k1", "secp256r1", "prime256v1", "chacha20", "poly1305", "xchacha20", "sha256", "sha384",
	"sha512", "sha224", "sha3-256", "sha3-512", "hs256", "hs384", "hs512", "rs256", "rs384", "rs512", "es256", "es384", "es512", "ps256", "ps512",
	"aes128", "aes192", "aes256", "aes-128", "aes-256", "rsa2048", "rsa4096", "rsa-2048", "rsa-4096", "base64", "base64url", "blake2b256", "ripemd160",
	"windows11", "windows10", "windows2019", "windows2022", "ecdsa256", "keccak256", "utf-16", "sha256sum", "sha512sum", "sha1sum", "md5sum", "b2sum",
	"sha1", "pbkdf2", "int64", "int32", "uint32", "uint64", "float64", "float32", "varchar64", "varchar100", "varchar128", "varchar255", "utf8mb4",
	"oauth2", "pkcs12", "x509v3",
)

// Names that make a key telling wherever they stand in it.
var strongSegments = []string{
	"password", "passwd", "passphrase", "pwd", "pass_", "secret", "secrets", "token", "credential", "credentials", "apikey", "api_key", "api-key",
	"accesskey", "access_key", "access-key", "privatekey", "private_key", "private-key", "authkey", "auth_key", "auth-key", "passwort", "kennwort",
	"mdp", "jeton", "clave", "contraseña", "contraseÑa", "wachtwoord",
}

// Words of sentences that a secret follows.
var spokenWords = wordlist.New(
	"password", "passwd", "passphrase", "passcode", "pwd", "secret", "token", "credential", "credentials", "key", "pass", "pw", "pin", "passwort",
	"kennwort", "geheimnis", "passe", "contrase", "contraseña", "contraseÑa", "contrasena", "clave", "senha", "wachtwoord", "parola", "haslo",
	"hasło", "hasŁo", "heslo", "lozinka", "geslo", "lösenord", "lÖsenord", "losenord", "passord", "passordet", "adgangskode", "adgangskoden",
	"kodeord", "salasana", "parool", "slaptazodis", "jelszo", "sifre", "sandi", "пароль", "Пароль", "ПАРОЛЬ", "парола", "Парола",
	"ПАРОЛА",
)

// Words that a password may follow directly.
var bareWords = wordlist.New(
	"pw", "pwd", "password", "passwd", "kennwort", "passwort", "senha", "wachtwoord",
)

// Words of one sentence between a telling word and its value.
var speaking = []string{
	" by ", " as ", " is ", " was ", " are ", " were ", " be ", " to ", " from ", " is still ", " is now ", " is currently ", " (currently ", " (",
	" = ", " with value ", " has value ", " equals ", " set to ", " - ", " => ", " -> ", " → ", " – ", " — ", ": ", " ist ", " lautet ", " war ",
	" heißt ", " heisst ", " auf ", " est ", " était ", " Était ", " sera ", " es ", " era ", " será ", " serÁ ", " és ", " És ", " é ",
	" É ", " foi ", " luidt ", " è ", " È ", " este ", " jest ", " brzmi ", " je ", " zní ", " znÍ ", " glasi ", " är ", " Är ", " ar ", " är nu ",
	" Är nu ", " er ", " var ", " on ", " oli ", " ir ", " yra ", " adalah ", " ialah ", " là ", " lÀ ", " είναι ", " ΕΊΝΑΙ ", " это ",
	" ЭТО ", " теперь ", " ТЕПЕРЬ ", " це ", " ЦЕ ", " היא ", " هي ", " هو ", " है ",
}

// Words that follow a name without a space and mean that it is.
var attachedWords = []string{
	"คือ", "是", "为", "為", "は", "는", "은",
}

// Whole values that stand for a secret and are none.
var placeholderWords = wordlist.New(
	"true", "false", "null", "none", "nil", "undefined", "required", "optional", "string", "str", "text", "bytes", "any", "object", "number", "int",
	"changeme", "change_me", "change-me", "placeholder", "redacted", "hidden", "masked", "todo", "tbd", "unset", "empty", "default", "dummy", "sample",
	"password", "passwd", "secret", "token", "apikey", "api_key", "key", "username", "user", "value", "yes", "no", "on", "off", "example", "argon2",
	"argon2i", "argon2id", "bcrypt", "scrypt", "pbkdf2", "basic", "bearer", "digest", "oauth", "oauth2", "function", "identifier", "keyword", "public",
	"private", "static", "const", "prompt", "stdin", "env", "passwort", "kennwort", "mot de passe", "contraseña", "contraseÑa", "contrasena", "senha",
	"wachtwoord", "parola", "haslo", "hasło", "hasŁo", "heslo", "lozinka", "geslo", "lösenord", "lÖsenord", "passord", "adgangskode", "kodeord",
	"salasana", "jelszo", "jelszó", "jelszÓ", "sifre", "şifre", "Şifre", "kata sandi", "пароль", "Пароль", "ПАРОЛЬ",
)

// Who gives out keys that no prefix tells.
var issuers = wordlist.New(
	"openai", "anthropic", "groq", "huggingface", "perplexity", "replicate", "nvidia", "cohere", "pinecone", "aws", "firebase", "youtube", "looker",
	"azure", "digitalocean", "cloudflare", "yandex", "scalingo", "heroku", "netlify", "fastly", "vercel", "docker", "tailscale", "ngrok", "adafruit",
	"pulumi", "terraform", "duo", "planetscale", "supabase", "elastic", "confluent", "databricks", "airtable", "notion", "apify", "prefect", "newrelic",
	"dynatrace", "grafana", "sentry", "datadog", "honeycomb", "posthog", "snyk", "launchdarkly", "github", "gitlab", "bitbucket", "atlassian", "jira",
	"trello", "circleci", "npm", "pypi", "rubygems", "nuget", "jfrog", "harness", "sonar", "sonarqube", "readme", "slack", "twilio", "sendgrid",
	"mailgun", "mailchimp", "sendinblue", "zoho", "facebook", "twitter", "linkedin", "hubspot", "pubnub", "intercom", "stripe", "shopify", "square",
	"squarespace", "paypal", "plaid", "razorpay", "flutterwave", "shippo", "easypost", "paddle", "typeform", "frameio", "woocommerce", "alchemy",
	"vault", "unseal", "doppler", "okta", "auth0", "figma", "contentful", "linear", "dropbox", "bitly", "beamer", "sanity", "mapbox", "clickup",
	"salesforce", "twitch", "adobe", "airbrake", "algolia", "amplitude", "apiflash", "apilayer", "appveyor", "asana", "bannerbear", "bitfinex", "blazemeter",
	"bugsnag", "buttercms", "calendly", "clarifai", "clearbit", "cloudinary", "cloudsmith", "codacy", "codeclimate", "codecov", "coinbase", "convertkit",
	"coveralls", "crowdin", "deepgram", "deepl", "discord", "drone", "etherscan", "etsy", "eventbrite", "finicity", "finnhub", "fleetbase", "flickr",
	"foursquare", "freshbooks", "freshdesk", "freshworks", "geoip", "gitea", "gitter", "gocardless", "helpscout", "infura", "instamojo", "ipinfo",
	"ipstack", "jenkins", "jumpcloud", "kraken", "kucoin", "lob", "loggly", "mailboxlayer", "mailjet", "mattermost", "maxmind", "messagebird", "mistral",
	"mixpanel", "moralis", "newsapi", "nexmo", "nytimes", "openweather", "opsgenie", "pagerduty", "pandadoc", "pinata", "pingdom", "pipedrive", "plivo",
	"postmark", "pusher", "quicknode", "rapidapi", "rollbar", "runscope", "scrapeowl", "scrapfly", "segment", "sendbird", "serpapi", "shodan", "sidekiq",
	"smartling", "splunk", "spotify", "sumologic", "surge", "telegram", "tines", "todoist", "travis", "unsplash", "uploadcare", "urlscan", "virustotal",
	"vonage", "wakatime", "weatherbit", "webex", "webflow", "wrike", "zapier", "zendesk", "zeplin", "zerobounce", "zoom",
)

// Names before the first dollar of a hash.
var cryptNames = wordlist.New(
	"pbkdf2_sha256", "pbkdf2_sha1", "bcrypt", "bcrypt_sha256", "argon2", "scrypt", "sha1", "md5", "sha256", "sha512",
)

// Names of secrets, of all languages.
var keywords = []keyword{
	{Text: "vncpass", Weight: passlike, Glued: false, Open: false},
	{Text: "pgpass", Weight: passlike, Glued: false, Open: false},
	{Text: "redispass", Weight: passlike, Glued: false, Open: false},
	{Text: "mailpass", Weight: passlike, Glued: false, Open: false},
	{Text: "proxypass", Weight: passlike, Glued: false, Open: false},
	{Text: "ldappass", Weight: passlike, Glued: false, Open: false},
	{Text: "jdbcpass", Weight: passlike, Glued: false, Open: false},
	{Text: "totpsecret", Weight: passlike, Glued: true, Open: false},
	{Text: "security_answer", Weight: passlike, Glued: false, Open: false},
	{Text: "securityanswer", Weight: passlike, Glued: true, Open: false},
	{Text: "unlock_code", Weight: passlike, Glued: false, Open: false},
	{Text: "password", Weight: passlike, Glued: true, Open: false},
	{Text: "passwd", Weight: passlike, Glued: true, Open: false},
	{Text: "passphrase", Weight: passlike, Glued: true, Open: false},
	{Text: "passcode", Weight: passlike, Glued: true, Open: false},
	{Text: "pass-word", Weight: passlike, Glued: false, Open: false},
	{Text: "pass-phrase", Weight: passlike, Glued: false, Open: false},
	{Text: "pass_phrase", Weight: passlike, Glued: false, Open: false},
	{Text: "pass_word", Weight: passlike, Glued: false, Open: false},
	{Text: "pwd", Weight: passlike, Glued: false, Open: false},
	{Text: "pass", Weight: passlike, Glued: false, Open: false},
	{Text: "psk", Weight: passlike, Glued: false, Open: false},
	{Text: "secret", Weight: passlike, Glued: false, Open: false},
	{Text: "secretkey", Weight: passlike, Glued: true, Open: false},
	{Text: "pw", Weight: passlike, Glued: false, Open: false},
	{Text: "clientsecret", Weight: passlike, Glued: true, Open: false},
	{Text: "appsecret", Weight: passlike, Glued: true, Open: false},
	{Text: "secrettoken", Weight: passlike, Glued: true, Open: false},
	{Text: "mnemonic", Weight: passlike, Glued: false, Open: false},
	{Text: "pword", Weight: passlike, Glued: false, Open: false},
	{Text: "passw", Weight: passlike, Glued: false, Open: false},
	{Text: "userpass", Weight: passlike, Glued: true, Open: false},
	{Text: "secrete", Weight: passlike, Glued: false, Open: false},
	{Text: "passwords", Weight: passlike, Glued: true, Open: false},
	{Text: "requirepass", Weight: passlike, Glued: false, Open: false},
	{Text: "bindpw", Weight: passlike, Glued: false, Open: false},
	{Text: "rootpw", Weight: passlike, Glued: false, Open: false},
	{Text: "keypass", Weight: passlike, Glued: false, Open: false},
	{Text: "storepass", Weight: passlike, Glued: false, Open: false},
	{Text: "apipass", Weight: passlike, Glued: false, Open: false},
	{Text: "userpwd", Weight: passlike, Glued: true, Open: false},
	{Text: "seedphrase", Weight: passlike, Glued: true, Open: false},
	{Text: "seed_phrase", Weight: passlike, Glued: false, Open: false},
	{Text: "seed-phrase", Weight: passlike, Glued: false, Open: false},
	{Text: "mnemonicphrase", Weight: passlike, Glued: true, Open: false},
	{Text: "signingsecret", Weight: passlike, Glued: true, Open: false},
	{Text: "password_confirmation", Weight: passlike, Glued: false, Open: false},
	{Text: "passwordconfirmation", Weight: passlike, Glued: true, Open: false},
	{Text: "keyphrase", Weight: passlike, Glued: true, Open: false},
	{Text: "pswrd", Weight: passlike, Glued: false, Open: false},
	{Text: "psword", Weight: passlike, Glued: false, Open: false},
	{Text: "psswrd", Weight: passlike, Glued: false, Open: false},
	{Text: "pssword", Weight: passlike, Glued: false, Open: false},
	{Text: "paswd", Weight: passlike, Glued: false, Open: false},
	{Text: "paswrd", Weight: passlike, Glued: false, Open: false},
	{Text: "pasword", Weight: passlike, Glued: false, Open: false},
	{Text: "mysqlpass", Weight: passlike, Glued: false, Open: false},
	{Text: "dbpass", Weight: passlike, Glued: false, Open: false},
	{Text: "rootpass", Weight: passlike, Glued: false, Open: false},
	{Text: "adminpass", Weight: passlike, Glued: false, Open: false},
	{Text: "smtppass", Weight: passlike, Glued: false, Open: false},
	{Text: "ftppass", Weight: passlike, Glued: false, Open: false},
	{Text: "psw", Weight: passlike, Glued: false, Open: false},
	{Text: "pswd", Weight: passlike, Glued: false, Open: false},
	{Text: "psswd", Weight: passlike, Glued: false, Open: false},
	{Text: "jwtsecret", Weight: passlike, Glued: true, Open: false},
	{Text: "apisecret", Weight: passlike, Glued: true, Open: false},
	{Text: "authsecret", Weight: passlike, Glued: true, Open: false},
	{Text: "sessionsecret", Weight: passlike, Glued: true, Open: false},
	{Text: "cookiesecret", Weight: passlike, Glued: true, Open: false},
	{Text: "sharedsecret", Weight: passlike, Glued: true, Open: false},
	{Text: "usersecret", Weight: passlike, Glued: true, Open: false},
	{Text: "hmacsecret", Weight: passlike, Glued: true, Open: false},
	{Text: "srcstorepass", Weight: passlike, Glued: false, Open: false},
	{Text: "deststorepass", Weight: passlike, Glued: false, Open: false},
	{Text: "srckeypass", Weight: passlike, Glued: false, Open: false},
	{Text: "destkeypass", Weight: passlike, Glued: false, Open: false},
	{Text: "sshpass", Weight: passlike, Glued: false, Open: false},
	{Text: "unlockcode", Weight: passlike, Glued: false, Open: false},
	{Text: "creditcard", Weight: passlike, Glued: false, Open: false},
	{Text: "cardnumber", Weight: passlike, Glued: false, Open: false},
	{Text: "card_number", Weight: passlike, Glued: false, Open: false},
	{Text: "cvv", Weight: passlike, Glued: false, Open: false},
	{Text: "readkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "ingestkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "otpseed", Weight: tokenlike, Glued: true, Open: false},
	{Text: "hmackey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "aeskey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "cryptokey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "sastoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "sessiontoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "securitytoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "bottoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "devicetoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "token", Weight: tokenlike, Glued: false, Open: true},
	{Text: "accesstoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "authtoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "refreshtoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "apitoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "apikey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "accesskey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "privatekey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "authkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "masterkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "encryptionkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "signingkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "accountkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "appkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "sharedkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "credential", Weight: tokenlike, Glued: false, Open: false},
	{Text: "credentials", Weight: tokenlike, Glued: false, Open: false},
	{Text: "creds", Weight: tokenlike, Glued: false, Open: false},
	{Text: "auth", Weight: tokenlike, Glued: false, Open: false},
	{Text: "authorization", Weight: tokenlike, Glued: false, Open: false},
	{Text: "sig", Weight: tokenlike, Glued: false, Open: false},
	{Text: "jwt", Weight: tokenlike, Glued: false, Open: false},
	{Text: "bearer", Weight: tokenlike, Glued: false, Open: false},
	{Text: "pat", Weight: tokenlike, Glued: false, Open: false},
	{Text: "sessionid", Weight: tokenlike, Glued: true, Open: false},
	{Text: "salt", Weight: tokenlike, Glued: false, Open: false},
	{Text: "hmac", Weight: tokenlike, Glued: false, Open: false},
	{Text: "otp", Weight: tokenlike, Glued: false, Open: false},
	{Text: "cred", Weight: tokenlike, Glued: false, Open: false},
	{Text: "authentication", Weight: tokenlike, Glued: false, Open: false},
	{Text: "accesscode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "tokens", Weight: tokenlike, Glued: false, Open: false},
	{Text: "apikeys", Weight: tokenlike, Glued: true, Open: false},
	{Text: "api_keys", Weight: tokenlike, Glued: false, Open: false},
	{Text: "privkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "secretaccesskey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "licensekey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "skey", Weight: tokenlike, Glued: false, Open: false},
	{Text: "passkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "querykey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "secretid", Weight: tokenlike, Glued: true, Open: false},
	{Text: "secret_id", Weight: tokenlike, Glued: false, Open: false},
	{Text: "validationkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "decryptionkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "authident", Weight: tokenlike, Glued: true, Open: false},
	{Text: "x-amz-signature", Weight: tokenlike, Glued: false, Open: false},
	{Text: "activationkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "licencekey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "productkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "recoverykey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "unsealkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "clientkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "consumerkey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "deploykey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "iban", Weight: tokenlike, Glued: false, Open: false},
	{Text: "wifikey", Weight: tokenlike, Glued: false, Open: false},
	{Text: "totpseed", Weight: tokenlike, Glued: false, Open: false},
	{Text: "sas", Weight: tokenlike, Glued: false, Open: false},
	{Text: "writekey", Weight: tokenlike, Glued: true, Open: false},
	{Text: "sonar.login", Weight: tokenlike, Glued: true, Open: false},
	{Text: "crumb", Weight: tokenlike, Glued: false, Open: false},
	{Text: "tok", Weight: tokenlike, Glued: false, Open: false},
	{Text: "api_sec", Weight: tokenlike, Glued: false, Open: false},
	{Text: "apisec", Weight: tokenlike, Glued: true, Open: false},
	{Text: "pepper", Weight: tokenlike, Glued: false, Open: false},
	{Text: "keymaterial", Weight: tokenlike, Glued: true, Open: false},
	{Text: "key_material", Weight: tokenlike, Glued: false, Open: false},
	{Text: "recovery_code", Weight: tokenlike, Glued: false, Open: false},
	{Text: "recovery_codes", Weight: tokenlike, Glued: false, Open: false},
	{Text: "recoverycode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "recoverycodes", Weight: tokenlike, Glued: true, Open: false},
	{Text: "backup_code", Weight: tokenlike, Glued: false, Open: false},
	{Text: "backup_codes", Weight: tokenlike, Glued: false, Open: false},
	{Text: "backupcode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "backupcodes", Weight: tokenlike, Glued: true, Open: false},
	{Text: "pin_code", Weight: tokenlike, Glued: false, Open: false},
	{Text: "pincode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "security_code", Weight: tokenlike, Glued: false, Open: false},
	{Text: "securitycode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "emergency_code", Weight: tokenlike, Glued: false, Open: false},
	{Text: "emergencycode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "scratch_code", Weight: tokenlike, Glued: false, Open: false},
	{Text: "scratch_codes", Weight: tokenlike, Glued: false, Open: false},
	{Text: "scratchcode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "scratchcodes", Weight: tokenlike, Glued: true, Open: false},
	{Text: "remember_me", Weight: tokenlike, Glued: false, Open: false},
	{Text: "door_code", Weight: tokenlike, Glued: false, Open: false},
	{Text: "doorcode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "gate_code", Weight: tokenlike, Glued: false, Open: false},
	{Text: "gatecode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "alarm_code", Weight: tokenlike, Glued: false, Open: false},
	{Text: "alarmcode", Weight: tokenlike, Glued: true, Open: false},
	{Text: "encryption_iv", Weight: tokenlike, Glued: false, Open: false},
	{Text: "encryptioniv", Weight: tokenlike, Glued: true, Open: false},
	{Text: "aes_iv", Weight: tokenlike, Glued: false, Open: false},
	{Text: "aesiv", Weight: tokenlike, Glued: true, Open: false},
	{Text: "sessid", Weight: tokenlike, Glued: true, Open: false},
	{Text: "accounts", Weight: entropic, Glued: false, Open: false},
	{Text: "logins", Weight: entropic, Glued: false, Open: false},
	{Text: "keys", Weight: entropic, Glued: false, Open: false},
	{Text: "cookie", Weight: entropic, Glued: false, Open: false},
	{Text: "session", Weight: entropic, Glued: false, Open: false},
	{Text: "sid", Weight: entropic, Glued: false, Open: false},
	{Text: "key", Weight: entropic, Glued: false, Open: true},
	{Text: "secrets", Weight: entropic, Glued: false, Open: false},
	{Text: "dsn", Weight: entropic, Glued: false, Open: false},
	{Text: "seed", Weight: entropic, Glued: false, Open: false},
	{Text: "webhook", Weight: entropic, Glued: false, Open: false},
	{Text: "pin", Weight: entropic, Glued: false, Open: false},
	{Text: "login", Weight: entropic, Glued: false, Open: false},
	{Text: "connectionstring", Weight: entropic, Glued: true, Open: false},
	{Text: "phrase", Weight: entropic, Glued: false, Open: false},
	{Text: "ticket", Weight: entropic, Glued: false, Open: false},
	{Text: "vault", Weight: entropic, Glued: false, Open: false},
	{Text: "wallet", Weight: entropic, Glued: false, Open: false},
	{Text: "connection_string", Weight: entropic, Glued: false, Open: false},
	{Text: "p/w", Weight: passlike, Glued: false, Open: false},
	{Text: "passwort", Weight: passlike, Glued: true, Open: false},
	{Text: "kennwort", Weight: passlike, Glued: false, Open: false},
	{Text: "geheimnis", Weight: passlike, Glued: false, Open: false},
	{Text: "geheim", Weight: passlike, Glued: false, Open: false},
	{Text: "losungswort", Weight: passlike, Glued: false, Open: false},
	{Text: "pin-nummer", Weight: passlike, Glued: false, Open: false},
	{Text: "schluessel", Weight: tokenlike, Glued: true, Open: false},
	{Text: "schlüssel", Weight: tokenlike, Glued: true, Open: false},
	{Text: "schlÜssel", Weight: tokenlike, Glued: true, Open: false},
	{Text: "zugangscode", Weight: tokenlike, Glued: false, Open: false},
	{Text: "zugangsdaten", Weight: tokenlike, Glued: false, Open: false},
	{Text: "zugriffstoken", Weight: tokenlike, Glued: true, Open: false},
	{Text: "zugriffsschlüssel", Weight: tokenlike, Glued: true, Open: false},
	{Text: "zugriffsschlÜssel", Weight: tokenlike, Glued: true, Open: false},
	{Text: "motdepasse", Weight: passlike, Glued: false, Open: false},
	{Text: "mot_de_passe", Weight: passlike, Glued: false, Open: false},
	{Text: "mdp", Weight: passlike, Glued: false, Open: false},
	{Text: "passe", Weight: passlike, Glued: false, Open: false},
	{Text: "jeton", Weight: tokenlike, Glued: false, Open: false},
	{Text: "cle_api", Weight: tokenlike, Glued: false, Open: false},
	{Text: "clé_api", Weight: tokenlike, Glued: false, Open: false},
	{Text: "clÉ_api", Weight: tokenlike, Glued: false, Open: false},
	{Text: "clé", Weight: tokenlike, Glued: false, Open: false},
	{Text: "clÉ", Weight: tokenlike, Glued: false, Open: false},
	{Text: "cle", Weight: tokenlike, Glued: false, Open: false},
	{Text: "contraseña", Weight: passlike, Glued: false, Open: false},
	{Text: "contraseÑa", Weight: passlike, Glued: false, Open: false},
	{Text: "contrasena", Weight: passlike, Glued: true, Open: false},
	{Text: "clavesecreta", Weight: passlike, Glued: true, Open: false},
	{Text: "contrase", Weight: passlike, Glued: false, Open: false},
	{Text: "secreto", Weight: passlike, Glued: false, Open: false},
	{Text: "contrasenya", Weight: passlike, Glued: true, Open: false},
	{Text: "clave", Weight: tokenlike, Glued: false, Open: false},
	{Text: "clave_secreta", Weight: tokenlike, Glued: false, Open: false},
	{Text: "clave_api", Weight: tokenlike, Glued: false, Open: false},
	{Text: "ficha_acceso", Weight: tokenlike, Glued: false, Open: false},
	{Text: "paraula_clau", Weight: passlike, Glued: false, Open: false},
	{Text: "senha", Weight: passlike, Glued: false, Open: false},
	{Text: "segredo", Weight: passlike, Glued: false, Open: false},
	{Text: "palavra-passe", Weight: passlike, Glued: true, Open: false},
	{Text: "palavra_passe", Weight: passlike, Glued: false, Open: false},
	{Text: "palavrapasse", Weight: passlike, Glued: false, Open: false},
	{Text: "chave_api", Weight: tokenlike, Glued: false, Open: false},
	{Text: "chave", Weight: tokenlike, Glued: false, Open: false},
	{Text: "wachtwoord", Weight: passlike, Glued: true, Open: false},
	{Text: "sleutel", Weight: tokenlike, Glued: true, Open: false},
	{Text: "toegangscode", Weight: tokenlike, Glued: false, Open: false},
	{Text: "toegangssleutel", Weight: tokenlike, Glued: false, Open: false},
	{Text: "parola", Weight: passlike, Glued: false, Open: false},
	{Text: "segreto", Weight: passlike, Glued: false, Open: false},
	{Text: "parola_chiave", Weight: passlike, Glued: false, Open: false},
	{Text: "parola-chiave", Weight: passlike, Glued: true, Open: false},
	{Text: "chiave", Weight: tokenlike, Glued: false, Open: false},
	{Text: "chiave_api", Weight: tokenlike, Glued: false, Open: false},
	{Text: "gettone", Weight: tokenlike, Glued: false, Open: false},
	{Text: "parolă", Weight: passlike, Glued: false, Open: false},
	{Text: "parolĂ", Weight: passlike, Glued: false, Open: false},
	{Text: "parolei", Weight: passlike, Glued: false, Open: false},
	{Text: "cheie", Weight: tokenlike, Glued: false, Open: false},
	{Text: "haslo", Weight: passlike, Glued: false, Open: false},
	{Text: "hasło", Weight: passlike, Glued: false, Open: false},
	{Text: "hasŁo", Weight: passlike, Glued: false, Open: false},
	{Text: "hasła", Weight: passlike, Glued: false, Open: false},
	{Text: "hasŁa", Weight: passlike, Glued: false, Open: false},
	{Text: "hasla", Weight: passlike, Glued: false, Open: false},
	{Text: "tajne", Weight: passlike, Glued: false, Open: false},
	{Text: "klucz", Weight: tokenlike, Glued: false, Open: false},
	{Text: "heslo", Weight: passlike, Glued: false, Open: false},
	{Text: "hesla", Weight: passlike, Glued: false, Open: false},
	{Text: "tajemstvi", Weight: passlike, Glued: false, Open: false},
	{Text: "tajemství", Weight: passlike, Glued: false, Open: false},
	{Text: "tajemstvÍ", Weight: passlike, Glued: false, Open: false},
	{Text: "klíč", Weight: tokenlike, Glued: false, Open: false},
	{Text: "klÍČ", Weight: tokenlike, Glued: false, Open: false},
	{Text: "klic", Weight: tokenlike, Glued: false, Open: false},
	{Text: "kľúč", Weight: tokenlike, Glued: false, Open: false},
	{Text: "kĽÚČ", Weight: tokenlike, Glued: false, Open: false},
	{Text: "kluc", Weight: tokenlike, Glued: false, Open: false},
	{Text: "lozinka", Weight: passlike, Glued: false, Open: false},
	{Text: "lozinku", Weight: passlike, Glued: false, Open: false},
	{Text: "šifra", Weight: passlike, Glued: false, Open: false},
	{Text: "Šifra", Weight: passlike, Glued: false, Open: false},
	{Text: "sifra", Weight: passlike, Glued: false, Open: false},
	{Text: "zaporka", Weight: passlike, Glued: false, Open: false},
	{Text: "лозинка", Weight: passlike, Glued: false, Open: false},
	{Text: "Лозинка", Weight: passlike, Glued: false, Open: false},
	{Text: "ЛОЗИНКА", Weight: passlike, Glued: false, Open: false},
	{Text: "шифра", Weight: passlike, Glued: false, Open: false},
	{Text: "Шифра", Weight: passlike, Glued: false, Open: false},
	{Text: "ШИФРА", Weight: passlike, Glued: false, Open: false},
	{Text: "ključ", Weight: tokenlike, Glued: false, Open: false},
	{Text: "kljuČ", Weight: tokenlike, Glued: false, Open: false},
	{Text: "kljuc", Weight: tokenlike, Glued: false, Open: false},
	{Text: "geslo", Weight: passlike, Glued: false, Open: false},
	{Text: "lösenord", Weight: passlike, Glued: false, Open: false},
	{Text: "lÖsenord", Weight: passlike, Glued: false, Open: false},
	{Text: "losenord", Weight: passlike, Glued: false, Open: false},
	{Text: "lösen", Weight: passlike, Glued: false, Open: false},
	{Text: "lÖsen", Weight: passlike, Glued: false, Open: false},
	{Text: "hemlighet", Weight: passlike, Glued: false, Open: false},
	{Text: "nyckel", Weight: tokenlike, Glued: false, Open: false},
	{Text: "passord", Weight: passlike, Glued: false, Open: false},
	{Text: "adgangskode", Weight: passlike, Glued: false, Open: false},
	{Text: "adgangskoden", Weight: passlike, Glued: false, Open: false},
	{Text: "kodeord", Weight: passlike, Glued: false, Open: false},
	{Text: "passordet", Weight: passlike, Glued: false, Open: false},
	{Text: "hemmelighet", Weight: passlike, Glued: false, Open: false},
	{Text: "hemmelighed", Weight: passlike, Glued: false, Open: false},
	{Text: "nøkkel", Weight: tokenlike, Glued: false, Open: false},
	{Text: "nØkkel", Weight: tokenlike, Glued: false, Open: false},
	{Text: "nøgle", Weight: tokenlike, Glued: false, Open: false},
	{Text: "nØgle", Weight: tokenlike, Glued: false, Open: false},
	{Text: "salasana", Weight: passlike, Glued: false, Open: false},
	{Text: "salasanasi", Weight: passlike, Glued: false, Open: false},
	{Text: "tunnussana", Weight: passlike, Glued: false, Open: false},
	{Text: "avain", Weight: tokenlike, Glued: false, Open: false},
	{Text: "parool", Weight: passlike, Glued: false, Open: false},
	{Text: "salasõna", Weight: passlike, Glued: false, Open: false},
	{Text: "salasÕna", Weight: passlike, Glued: false, Open: false},
	{Text: "salasona", Weight: passlike, Glued: false, Open: false},
	{Text: "parole", Weight: passlike, Glued: false, Open: false},
	{Text: "slaptažodis", Weight: passlike, Glued: false, Open: false},
	{Text: "slaptaŽodis", Weight: passlike, Glued: false, Open: false},
	{Text: "slaptazodis", Weight: passlike, Glued: false, Open: false},
	{Text: "jelszo", Weight: passlike, Glued: false, Open: false},
	{Text: "jelszó", Weight: passlike, Glued: false, Open: false},
	{Text: "jelszÓ", Weight: passlike, Glued: false, Open: false},
	{Text: "jelszava", Weight: passlike, Glued: false, Open: false},
	{Text: "kulcs", Weight: tokenlike, Glued: false, Open: false},
	{Text: "sifre", Weight: passlike, Glued: false, Open: false},
	{Text: "şifre", Weight: passlike, Glued: false, Open: false},
	{Text: "Şifre", Weight: passlike, Glued: false, Open: false},
	{Text: "sifresi", Weight: passlike, Glued: false, Open: false},
	{Text: "şifresi", Weight: passlike, Glued: false, Open: false},
	{Text: "Şifresi", Weight: passlike, Glued: false, Open: false},
	{Text: "gizli", Weight: passlike, Glued: false, Open: false},
	{Text: "anahtar", Weight: tokenlike, Glued: false, Open: false},
	{Text: "sandi", Weight: passlike, Glued: false, Open: false},
	{Text: "katasandi", Weight: passlike, Glued: false, Open: false},
	{Text: "kata_sandi", Weight: passlike, Glued: false, Open: false},
	{Text: "kata-sandi", Weight: passlike, Glued: false, Open: false},
	{Text: "kata_laluan", Weight: passlike, Glued: false, Open: false},
	{Text: "laluan", Weight: passlike, Glued: false, Open: false},
	{Text: "rahasia", Weight: passlike, Glued: false, Open: false},
	{Text: "kunci_api", Weight: tokenlike, Glued: false, Open: false},
	{Text: "mật_khẩu", Weight: passlike, Glued: false, Open: false},
	{Text: "mẬt_khẨu", Weight: passlike, Glued: false, Open: false},
	{Text: "matkhau", Weight: passlike, Glued: false, Open: false},
	{Text: "mat_khau", Weight: passlike, Glued: false, Open: false},
	{Text: "khẩu", Weight: passlike, Glued: false, Open: false},
	{Text: "khẨu", Weight: passlike, Glued: false, Open: false},
	{Text: "κωδικός", Weight: passlike, Glued: false, Open: false},
	{Text: "Κωδικός", Weight: passlike, Glued: false, Open: false},
	{Text: "ΚΩΔΙΚΌΣ", Weight: passlike, Glued: false, Open: false},
	{Text: "κωδικος", Weight: passlike, Glued: false, Open: false},
	{Text: "Κωδικος", Weight: passlike, Glued: false, Open: false},
	{Text: "ΚΩΔΙΚΟΣ", Weight: passlike, Glued: false, Open: false},
	{Text: "συνθηματικό", Weight: passlike, Glued: false, Open: false},
	{Text: "Συνθηματικό", Weight: passlike, Glued: false, Open: false},
	{Text: "ΣΥΝΘΗΜΑΤΙΚΌ", Weight: passlike, Glued: false, Open: false},
	{Text: "κλειδί", Weight: tokenlike, Glued: false, Open: false},
	{Text: "Κλειδί", Weight: tokenlike, Glued: false, Open: false},
	{Text: "ΚΛΕΙΔΊ", Weight: tokenlike, Glued: false, Open: false},
	{Text: "пароль", Weight: passlike, Glued: false, Open: false},
	{Text: "Пароль", Weight: passlike, Glued: false, Open: false},
	{Text: "ПАРОЛЬ", Weight: passlike, Glued: false, Open: false},
	{Text: "секрет", Weight: passlike, Glued: false, Open: false},
	{Text: "Секрет", Weight: passlike, Glued: false, Open: false},
	{Text: "СЕКРЕТ", Weight: passlike, Glued: false, Open: false},
	{Text: "пароля", Weight: passlike, Glued: false, Open: false},
	{Text: "Пароля", Weight: passlike, Glued: false, Open: false},
	{Text: "ПАРОЛЯ", Weight: passlike, Glued: false, Open: false},
	{Text: "паролем", Weight: passlike, Glued: false, Open: false},
	{Text: "Паролем", Weight: passlike, Glued: false, Open: false},
	{Text: "ПАРОЛЕМ", Weight: passlike, Glued: false, Open: false},
	{Text: "parol", Weight: passlike, Glued: false, Open: false},
	{Text: "ключ", Weight: tokenlike, Glued: false, Open: false},
	{Text: "Ключ", Weight: tokenlike, Glued: false, Open: false},
	{Text: "КЛЮЧ", Weight: tokenlike, Glued: false, Open: false},
	{Text: "токен", Weight: tokenlike, Glued: false, Open: false},
	{Text: "Токен", Weight: tokenlike, Glued: false, Open: false},
	{Text: "ТОКЕН", Weight: tokenlike, Glued: false, Open: false},
	{Text: "парола", Weight: passlike, Glued: false, Open: false},
	{Text: "Парола", Weight: passlike, Glued: false, Open: false},
	{Text: "ПАРОЛА", Weight: passlike, Glued: false, Open: false},
	{Text: "таємниця", Weight: passlike, Glued: false, Open: false},
	{Text: "Таємниця", Weight: passlike, Glued: false, Open: false},
	{Text: "ТАЄМНИЦЯ", Weight: passlike, Glued: false, Open: false},
	{Text: "סיסמה", Weight: passlike, Glued: false, Open: false},
	{Text: "סיסמא", Weight: passlike, Glued: false, Open: false},
	{Text: "סוד", Weight: passlike, Glued: false, Open: false},
	{Text: "מפתח", Weight: tokenlike, Glued: false, Open: false},
	{Text: "المرور", Weight: passlike, Glued: false, Open: false},
	{Text: "كلمةالسر", Weight: passlike, Glued: false, Open: false},
	{Text: "السر", Weight: passlike, Glued: false, Open: false},
	{Text: "رمز", Weight: passlike, Glued: false, Open: false},
	{Text: "عبور", Weight: passlike, Glued: false, Open: false},
	{Text: "مفتاح", Weight: tokenlike, Glued: false, Open: false},
	{Text: "पासवर्ड", Weight: passlike, Glued: false, Open: false},
	{Text: "कूटशब्द", Weight: passlike, Glued: false, Open: false},
	{Text: "कुंजी", Weight: tokenlike, Glued: false, Open: false},
	{Text: "टोकन", Weight: tokenlike, Glued: false, Open: false},
	{Text: "รหัสผ่าน", Weight: passlike, Glued: false, Open: false},
	{Text: "密码", Weight: passlike, Glued: false, Open: false},
	{Text: "密碼", Weight: passlike, Glued: false, Open: false},
	{Text: "口令", Weight: passlike, Glued: false, Open: false},
	{Text: "密钥", Weight: passlike, Glued: false, Open: false},
	{Text: "密鑰", Weight: passlike, Glued: false, Open: false},
	{Text: "秘密", Weight: passlike, Glued: false, Open: false},
	{Text: "令牌", Weight: tokenlike, Glued: false, Open: false},
	{Text: "访问密钥", Weight: tokenlike, Glued: false, Open: false},
	{Text: "パスワード", Weight: passlike, Glued: false, Open: false},
	{Text: "暗証番号", Weight: passlike, Glued: false, Open: false},
	{Text: "合言葉", Weight: passlike, Glued: false, Open: false},
	{Text: "トークン", Weight: tokenlike, Glued: false, Open: false},
	{Text: "鍵", Weight: tokenlike, Glued: false, Open: false},
	{Text: "シークレット", Weight: tokenlike, Glued: false, Open: false},
	{Text: "비밀번호", Weight: passlike, Glued: false, Open: false},
	{Text: "암호", Weight: passlike, Glued: false, Open: false},
	{Text: "패스워드", Weight: passlike, Glued: false, Open: false},
	{Text: "토큰", Weight: tokenlike, Glued: false, Open: false},
	{Text: "비밀키", Weight: tokenlike, Glued: false, Open: false},
}

// Forms of tokens that identify themselves.
var providers = []kind{
	{"access_token$production$", 20, maxToken, inWord, false, 0, 0, 0},
	{"access_token$production$", 14, 24, inAlnum, false, 36, inLower, 24},
	{"AAAAAAAAAAAAAAAAAAAAA", 20, maxToken, inBase64, false, 0, 0, 0},
	{"access_token$sandbox$", 14, 24, inAlnum, false, 36, inLower, 24},
	{"access-development-", 30, maxToken, inDash, false, 0, 0, 0},
	{"b3BlbnNzaC1rZXktdjE", 40, maxToken, inBase64, false, 0, 0, 0},
	{"access-production-", 30, maxToken, inDash, false, 0, 0, 0},
	{"dvc_server_token_", 10, maxToken, inWord, false, 0, 0, 0},
	{"bedrock-api-key-", 20, maxToken, inBase64, false, 0, 0, 0},
	{"SharedAccessKey=", 30, maxToken, inBase64, false, 0, 0, 0},
	{"_gitlab_session=", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"klarna_live_api_", 30, maxToken, inBase64, false, 0, 0, 0},
	{"klarna_test_api_", 30, maxToken, inBase64, false, 0, 0, 0},
	{"xnd_development_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"AGE-SECRET-KEY-1", 40, maxToken, inUpper, false, 0, 0, 0},
	{"vercel_blob_rw_", 20, maxToken, inWord, false, 0, 0, 0},
	{"access-sandbox-", 30, maxToken, inDash, false, 0, 0, 0},
	{"xnd_production_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"MC4CAQAwBQYDK2V", 40, maxToken, inBase64, false, 0, 0, 0},
	{"packagist_ack_", 24, maxToken, inHex, false, 0, 0, 0},
	{"packagist_uut_", 24, maxToken, inHex, false, 0, 0, 0},
	{"EAACEdEose0cBA", 10, maxToken, inAlnum, false, 0, 0, 0},
	{"SB-Mid-server-", 20, maxToken, inDash, false, 0, 0, 0},
	{"LS0tLS1CRUdJTi", 20, maxToken, inBase64, false, 0, 0, 0},
	{"bce-v3/ALTAK-", 40, maxToken, inBase64, false, 0, 0, 0},
	{"pscale_oauth_", 30, maxToken, inDot, false, 0, 0, 0},
	{"sk-helicone-", 20, maxToken, inDash, false, 0, 0, 0},
	{"IQoJb3JpZ2lu", 50, maxToken, inBase64, false, 0, 0, 0},
	{"FwoGZXIvYXdz", 50, maxToken, inBase64, false, 0, 0, 0},
	{"FQoGZXIvYXdz", 50, maxToken, inBase64, false, 0, 0, 0},
	{"duffel_test_", 30, maxToken, inDash, false, 0, 0, 0},
	{"duffel_live_", 30, maxToken, inDash, false, 0, 0, 0},
	{"shippo_live_", 40, maxToken, inHex, false, 0, 0, 0},
	{"shippo_test_", 40, maxToken, inHex, false, 0, 0, 0},
	{"secret-live-", 30, maxToken, inDash, false, 0, 0, 0},
	{"secret-test-", 30, maxToken, inDash, false, 0, 0, 0},
	{"MIIEvgIBADAN", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIEvQIBADAN", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIEvAIBADAN", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIJQgIBADAN", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIJQwIBADAN", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIBVAIBADAN", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIGHAgEAMBMG", 60, maxToken, inBase64, false, 0, 0, 0},
	{"MIG2AgEAMBAG", 60, maxToken, inBase64, false, 0, 0, 0},
	{"MIHuAgEAMBAG", 60, maxToken, inBase64, false, 0, 0, 0},
	{"api_live_ca.", 40, maxToken, inDot, false, 0, 0, 0},
	{"api_live_us.", 40, maxToken, inDot, false, 0, 0, 0},
	{"api_sandbox.", 40, maxToken, inDot, false, 0, 0, 0},
	{"prj_live_sk_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"prj_test_sk_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"secret_live_", 20, maxToken, inWord, false, 0, 0, 0},
	{"secret_test_", 20, maxToken, inWord, false, 0, 0, 0},
	{"sk-svcacct-", 30, maxToken, inDash, false, 0, 0, 0},
	{"sk-service-", 30, maxToken, inDash, false, 0, 0, 0},
	{"AccountKey=", 60, maxToken, inBase64, false, 0, 0, 0},
	{"pscale_tkn_", 30, maxToken, inDot, false, 0, 0, 0},
	{"github_pat_", 36, maxToken, inWord, false, 0, 0, 0},
	{"tr_preview_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"pdl_ntfset_", 40, maxToken, inWord, false, 0, 0, 0},
	{"Mid-server-", 20, maxToken, inDash, false, 0, 0, 0},
	{"AGE-PLUGIN-", 40, maxToken, inUpper, false, 0, 0, 0},
	{"MIIEowIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIEpAIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIEpQIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIEogIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIJKAIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIJKQIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIIJJwIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIICWwIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIICXAIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIICXQIBAAK", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MIHcAgEBBEI", 60, maxToken, inBase64, false, 0, 0, 0},
	{"shortio_sk_", 16, maxToken, inAlnum, false, 0, 0, 0},
	{"skapi_cert_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"skapi_prod_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"ssh_secret_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"sgp_local_", 40, 40, inHex, false, 0, 0, 0},
	{"pscale_pw_", 30, maxToken, inDot, false, 0, 0, 0},
	{"sb_secret_", 20, maxToken, inDash, false, 0, 0, 0},
	{"mdb_sa_sk_", 30, maxToken, inDash, false, 0, 0, 0},
	{"apify_api_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"eyJ2ZXIiOi", 40, maxToken, inBase64, false, 0, 0, 0},
	{"skey_live_", 18, maxToken, inAlnum, false, 0, 0, 0},
	{"skey_test_", 18, maxToken, inAlnum, false, 0, 0, 0},
	{"v1.public.", 60, maxToken, inDot, false, 0, 0, 0},
	{"v2.public.", 60, maxToken, inDot, false, 0, 0, 0},
	{"v3.public.", 60, maxToken, inDot, false, 0, 0, 0},
	{"v4.public.", 60, maxToken, inDot, false, 0, 0, 0},
	{"MIGkAgEBBD", 60, maxToken, inBase64, false, 0, 0, 0},
	{"lin_oauth_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"SB_SECRET_", 20, maxToken, inDash, false, 0, 0, 0},
	{"sk-admin-", 30, maxToken, inDash, false, 0, 0, 0},
	{"sk-or-v1-", 40, maxToken, inHex, false, 0, 0, 0},
	{"wandb_v1_", 30, maxToken, inWord, false, 0, 0, 0},
	{"sk-ws-01-", 40, maxToken, inDash, false, 0, 0, 0},
	{"amzn.mws.", 30, maxToken, inDash, false, 0, 0, 0},
	{"dckr_pat_", 20, maxToken, inDash, false, 0, 0, 0},
	{"dckr_oat_", 20, maxToken, inDash, false, 0, 0, 0},
	{"SWMTKN-1-", 30, maxToken, inDash, false, 0, 0, 0},
	{"SWMKEY-1-", 30, maxToken, inDash, false, 0, 0, 0},
	{"snyk_uat.", 30, maxToken, inDot, false, 0, 0, 0},
	{"snyk_sat.", 30, maxToken, inDot, false, 0, 0, 0},
	{"GR1348941", 20, maxToken, inDash, false, 0, 0, 0},
	{"rubygems_", 40, maxToken, inHex, false, 0, 0, 0},
	{"xsmtpsib-", 60, maxToken, inDash, false, 0, 0, 0},
	{"rzp_live_", 14, maxToken, inAlnum, false, 0, 0, 0},
	{"rzp_test_", 14, maxToken, inAlnum, false, 0, 0, 0},
	{"pdl_live_", 20, maxToken, inWord, false, 0, 0, 0},
	{"pdl_sdbx_", 20, maxToken, inWord, false, 0, 0, 0},
	{"v1.local.", 60, maxToken, inDot, false, 0, 0, 0},
	{"v2.local.", 60, maxToken, inDot, false, 0, 0, 0},
	{"v3.local.", 60, maxToken, inDot, false, 0, 0, 0},
	{"v4.local.", 60, maxToken, inDot, false, 0, 0, 0},
	{"dp.audit.", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"s-s4t2ud-", 60, maxToken, inHex, false, 0, 0, 0},
	{"s-s4t2af-", 60, maxToken, inHex, false, 0, 0, 0},
	{"api_live.", 40, maxToken, inDot, false, 0, 0, 0},
	{"flb_live_", 16, maxToken, inAlnum, false, 0, 0, 0},
	{"authress_", 5, 30, inLower, false, 46, inDot, 45},
	{"sk-proj-", 30, maxToken, inDash, false, 0, 0, 0},
	{"sk-None-", 30, maxToken, inDash, false, 0, 0, 0},
	{"lsv2_pt_", 30, maxToken, inWord, false, 0, 0, 0},
	{"lsv2_sk_", 30, maxToken, inWord, false, 0, 0, 0},
	{"api_org_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"bb_live_", 20, maxToken, inDash, false, 0, 0, 0},
	{"pylf_v1_", 30, maxToken, inWord, false, 0, 0, 0},
	{"n8n_api_", 30, maxToken, inDash, false, 0, 0, 0},
	{"FlyV1 fm", 60, maxToken, inBase64, false, 0, 0, 0},
	{"aivenv1_", 40, maxToken, inBase64, false, 0, 0, 0},
	{"glagent-", 50, maxToken, inDash, false, 0, 0, 0},
	{"pypi-AgE", 50, maxToken, inDash, false, 0, 0, 0},
	{"CLOJARS_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"cmVmdGtu", 56, maxToken, inAlnum, false, 0, 0, 0},
	{"tr_prod_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"signkey-", 30, maxToken, inDash, false, 0, 0, 0},
	{"xoxe.xox", 40, maxToken, inDot, false, 0, 0, 0},
	{"xkeysib-", 60, maxToken, inDash, false, 0, 0, 0},
	{"WPL_AP1.", 20, maxToken, inBase64, false, 0, 0, 0},
	{"WPL_AP0.", 20, maxToken, inBase64, false, 0, 0, 0},
	{"pat-na1-", 30, maxToken, inDash, false, 0, 0, 0},
	{"pat-eu1-", 30, maxToken, inDash, false, 0, 0, 0},
	{"pat-na2-", 30, maxToken, inDash, false, 0, 0, 0},
	{"pat-na3-", 30, maxToken, inDash, false, 0, 0, 0},
	{"pat-eu2-", 30, maxToken, inDash, false, 0, 0, 0},
	{"pat-ap1-", 30, maxToken, inDash, false, 0, 0, 0},
	{"sk_live_", 10, maxToken, inAlnum, false, 0, 0, 0},
	{"sk_live_", 30, maxToken, inDash, false, 0, 0, 0},
	{"sk_test_", 10, maxToken, inAlnum, false, 0, 0, 0},
	{"sk_test_", 30, maxToken, inDash, false, 0, 0, 0},
	{"sk_prod_", 10, maxToken, inAlnum, false, 0, 0, 0},
	{"rk_live_", 10, maxToken, inAlnum, false, 0, 0, 0},
	{"rk_test_", 10, maxToken, inAlnum, false, 0, 0, 0},
	{"rk_prod_", 10, maxToken, inAlnum, false, 0, 0, 0},
	{"pk_live_", 10, maxToken, inAlnum, false, 0, 0, 0},
	{"pk_prod_", 10, maxToken, inAlnum, false, 0, 0, 0},
	{"ek_live_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"ek_test_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"sandbox_", 36, maxToken, inDash, false, 0, 0, 0},
	{"sk_sbox_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"APP_USR-", 40, maxToken, inDash, false, 0, 0, 0},
	{"ak_live_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"ak_test_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"dp.scim.", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"ory_pat_", 30, maxToken, inWord, false, 0, 0, 0},
	{"RWRTY0Iy", 100, maxToken, inBase64, false, 0, 0, 0},
	{"MHcCAQEE", 60, maxToken, inBase64, false, 0, 0, 0},
	{"MHQCAQEE", 60, maxToken, inBase64, false, 0, 0, 0},
	{"lin_api_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"private_", 27, maxToken, inBase64, false, 0, 0, 0},
	{"esecret_", 26, maxToken, inAlnum, false, 0, 0, 0},
	{"k2sk_v1_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"live_sk_", 16, maxToken, inWord, false, 0, 0, 0},
	{"prod_sk_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"sk-ant-", 40, maxToken, inDash, false, 0, 0, 0},
	{"tgp_v1_", 40, maxToken, inDash, false, 0, 0, 0},
	{"sk_car_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"sk-let-", 40, maxToken, inBase64, false, 0, 0, 0},
	{"ctx7sk-", 30, maxToken, inDash, false, 0, 0, 0},
	{"GOCSPX-", 20, maxToken, inDash, false, 0, 0, 0},
	{"dop_v1_", 40, maxToken, inHex, false, 0, 0, 0},
	{"doo_v1_", 40, maxToken, inHex, false, 0, 0, 0},
	{"dor_v1_", 40, maxToken, inHex, false, 0, 0, 0},
	{"sha256~", 40, maxToken, inDash, false, 0, 0, 0},
	{"sbp_v0_", 40, maxToken, inHex, false, 0, 0, 0},
	{"secret_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"dt0c01.", 60, maxToken, inDot, false, 0, 0, 0},
	{"dt0s01.", 60, maxToken, inDot, false, 0, 0, 0},
	{"dt0e01.", 60, maxToken, inDot, false, 0, 0, 0},
	{"glc_eyJ", 30, maxToken, inBase64, false, 0, 0, 0},
	{"sntrys_", 40, maxToken, inBase64, false, 0, 0, 0},
	{"sntryu_", 60, maxToken, inHex, false, 0, 0, 0},
	{"sntrya_", 60, maxToken, inHex, false, 0, 0, 0},
	{"sntryi_", 60, maxToken, inHex, false, 0, 0, 0},
	{"rootly_", 60, maxToken, inHex, false, 0, 0, 0},
	{"glsoat-", 20, maxToken, inDash, false, 0, 0, 0},
	{"glffct-", 20, maxToken, inDash, false, 0, 0, 0},
	{"CCIPAT_", 20, maxToken, inWord, false, 0, 0, 0},
	{"CCIPRJ_", 30, maxToken, inWord, false, 0, 0, 0},
	{"tr_dev_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"tr_stg_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"tr_pat_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"pubkey-", 32, maxToken, inHex, false, 0, 0, 0},
	{"sk_nov_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"sk_org_", 20, maxToken, inDash, false, 0, 0, 0},
	{"shptka_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"prtapi_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"sq0atp-", 20, maxToken, inDash, false, 0, 0, 0},
	{"sq0csp-", 40, maxToken, inDash, false, 0, 0, 0},
	{"sq0idp-", 20, maxToken, inDash, false, 0, 0, 0},
	{"sq0acp-", 20, maxToken, inDash, false, 0, 0, 0},
	{"sq0idk-", 20, maxToken, inDash, false, 0, 0, 0},
	{"FLWSECK", 12, maxToken, inDash, false, 0, 0, 0},
	{"FLWPUBK", 12, maxToken, inDash, false, 0, 0, 0},
	{"ops_eyJ", 60, maxToken, inBase64, false, 0, 0, 0},
	{"ory_at_", 30, maxToken, inDot, false, 0, 0, 0},
	{"ory_rt_", 30, maxToken, inDot, false, 0, 0, 0},
	{"ory_st_", 30, maxToken, inWord, false, 0, 0, 0},
	{"censys_", 30, maxToken, inWord, false, 0, 0, 0},
	{"sktsec_", 40, maxToken, inWord, false, 0, 0, 0},
	{"sm_pat_", 16, maxToken, inAlnum, false, 0, 0, 0},
	{"sm_aat_", 16, maxToken, inAlnum, false, 0, 0, 0},
	{"sm_sat_", 16, maxToken, inAlnum, false, 0, 0, 0},
	{"mainnet", 32, 32, inAlnum, true, 0, 0, 0},
	{"secret-", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"tkn.v1_", 50, maxToken, inBase64, false, 0, 0, 0},
	{"scauth_", 5, 30, inLower, false, 46, inDot, 45},
	{"sk-lf-", 30, maxToken, inDash, false, 0, 0, 0},
	{"pk-lf-", 30, maxToken, inDash, false, 0, 0, 0},
	{"nvapi-", 40, maxToken, inDash, false, 0, 0, 0},
	{"VF.DM.", 30, maxToken, inDot, false, 0, 0, 0},
	{"VF.WS.", 30, maxToken, inDot, false, 0, 0, 0},
	{"sgamp_", 30, maxToken, inWord, false, 0, 0, 0},
	{"unkey_", 16, maxToken, inAlnum, false, 0, 0, 0},
	{"GOOG1E", 50, maxToken, inUpper, false, 0, 0, 0},
	{"tk-us-", 40, maxToken, inDash, false, 0, 0, 0},
	{"tskey-", 20, maxToken, inDash, false, 0, 0, 0},
	{"tskey-", 24, maxToken, inDash, false, 0, 0, 0},
	{"cosmo_", 32, maxToken, inHex, false, 0, 0, 0},
	{"CCDB1_", 30, maxToken, inWord, false, 0, 0, 0},
	{"ddapp_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"ddpat_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"hcaik_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"hcxik_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"hcbik_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"hcalk_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"glpat-", 20, maxToken, inDot, false, 0, 0, 0},
	{"glcbt-", 20, maxToken, inDash, false, 0, 0, 0},
	{"glptt-", 40, maxToken, inDash, false, 0, 0, 0},
	{"glimt-", 25, maxToken, inDash, false, 0, 0, 0},
	{"glimt-", 20, maxToken, inDash, false, 0, 0, 0},
	{"gloas-", 64, maxToken, inDash, false, 0, 0, 0},
	{"glrtr-", 20, maxToken, inDash, false, 0, 0, 0},
	{"ATATT3", 40, maxToken, inBase64, false, 0, 0, 0},
	{"ATCTT3", 40, maxToken, inBase64, false, 0, 0, 0},
	{"ATSTT3", 40, maxToken, inBase64, false, 0, 0, 0},
	{"dnkey-", 60, maxToken, inDash, false, 0, 0, 0},
	{"os_v2_", 80, maxToken, inWord, false, 0, 0, 0},
	{"sec-c-", 40, maxToken, inBase64, false, 0, 0, 0},
	{"vk1.a.", 60, maxToken, inDash, false, 0, 0, 0},
	{"whsec_", 24, maxToken, inBase64, false, 0, 0, 0},
	{"shpat_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"shpca_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"shppa_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"shpss_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"shpua_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"shpit_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"shpra_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"shltm_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"polar_", 30, maxToken, inWord, false, 0, 0, 0},
	{"fio-u-", 30, maxToken, inBase64, false, 0, 0, 0},
	{"alcht_", 28, maxToken, inAlnum, false, 0, 0, 0},
	{"dp.pt.", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"dp.st.", 30, maxToken, inDot, false, 0, 0, 0},
	{"dp.ct.", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"dp.sa.", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"figor_", 30, maxToken, inDash, false, 0, 0, 0},
	{"CFPAT-", 20, maxToken, inDash, false, 0, 0, 0},
	{"RGAPI-", 30, maxToken, inDash, false, 0, 0, 0},
	{"pk.eyJ", 40, maxToken, inDot, false, 0, 0, 0},
	{"sk.eyJ", 40, maxToken, inDot, false, 0, 0, 0},
	{"tk.eyJ", 40, maxToken, inDot, false, 0, 0, 0},
	{"sk.eyj", 40, maxToken, inDot, false, 0, 0, 0},
	{"EXTIWT", 40, maxToken, inBase64, false, 0, 0, 0},
	{"am_sk_", 20, maxToken, inWord, false, 0, 0, 0},
	{"keyid-", 24, maxToken, inHex, false, 0, 0, 0},
	{"sess-", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"pplx-", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"tvly-", 24, maxToken, inDash, false, 0, 0, 0},
	{"jina_", 40, maxToken, inDash, false, 0, 0, 0},
	{"pcsk_", 50, maxToken, inWord, false, 0, 0, 0},
	{"AQ.Ab", 40, maxToken, inDash, false, 0, 0, 0},
	{"KGAT_", 32, maxToken, inHex, false, 0, 0, 0},
	{"tpuf_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"crsr_", 60, maxToken, inHex, false, 0, 0, 0},
	{"ya29.", 20, maxToken, inDash, false, 0, 0, 0},
	{"v1.0-", 150, maxToken, inDash, false, 0, 0, 0},
	{"v1.0-", 140, maxToken, inHex, false, 0, 0, 0},
	{"cfut_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"cfat_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"YCAJE", 30, maxToken, inDash, false, 0, 0, 0},
	{"HRKU-", 30, maxToken, inDash, false, 0, 0, 0},
	{"fm1r_", 60, maxToken, inBase64, false, 0, 0, 0},
	{"fm1a_", 60, maxToken, inBase64, false, 0, 0, 0},
	{"FlyV1", 60, maxToken, inBase64, false, 0, 0, 0},
	{"akab-", 30, maxToken, inDash, false, 0, 0, 0},
	{"ucat_", 24, maxToken, inAlnum, false, 0, 0, 0},
	{"napi_", 60, maxToken, inLower, false, 0, 0, 0},
	{"essu_", 40, maxToken, inBase64, false, 0, 0, 0},
	{"dbtc_", 30, maxToken, inBase64, false, 0, 0, 0},
	{"dbtu_", 30, maxToken, inBase64, false, 0, 0, 0},
	{"AVNS_", 16, maxToken, inDash, false, 0, 0, 0},
	{"AVNS-", 16, maxToken, inDash, false, 0, 0, 0},
	{"xaat-", 36, maxToken, inDash, false, 0, 0, 0},
	{"xapt-", 36, maxToken, inDash, false, 0, 0, 0},
	{"xait-", 36, maxToken, inDash, false, 0, 0, 0},
	{"p.eyJ", 40, maxToken, inDot, false, 0, 0, 0},
	{"NRAK-", 20, maxToken, inUpper, false, 0, 0, 0},
	{"NRAK-", 24, maxToken, inAlnum, false, 0, 0, 0},
	{"NRAL-", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"NRII-", 20, maxToken, inDash, false, 0, 0, 0},
	{"NRJS-", 15, maxToken, inLower, false, 0, 0, 0},
	{"NRRA-", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"NRBR-", 18, maxToken, inLower, false, 0, 0, 0},
	{"NRAA-", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"NRIQ-", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"NRSP-", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"glsa_", 32, maxToken, inWord, false, 0, 0, 0},
	{"cxtp_", 28, maxToken, inAlnum, false, 0, 0, 0},
	{"cxup_", 28, maxToken, inAlnum, false, 0, 0, 0},
	{"gldt-", 20, maxToken, inDash, false, 0, 0, 0},
	{"glrt-", 20, maxToken, inDash, false, 0, 0, 0},
	{"glft-", 20, maxToken, inDash, false, 0, 0, 0},
	{"glwt-", 20, maxToken, inDash, false, 0, 0, 0},
	{"BBDC-", 20, maxToken, inBase64, false, 0, 0, 0},
	{"pypi-", 120, maxToken, inDash, false, 0, 0, 0},
	{"bkua_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"bkaj_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"bkat_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"bkct_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"bkrt_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"bkpt_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"jsrp_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"jsrd_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"hawk.", 40, maxToken, inDot, false, 0, 0, 0},
	{"endr+", 16, maxToken, inAlnum, false, 0, 0, 0},
	{"zpka_", 30, maxToken, inWord, false, 0, 0, 0},
	{"PMAK-", 30, maxToken, inDash, false, 0, 0, 0},
	{"PMAT-", 20, maxToken, inUpper, false, 0, 0, 0},
	{"rdme_", 60, maxToken, inLower, false, 0, 0, 0},
	{"xapp-", 20, maxToken, inDash, false, 0, 0, 0},
	{"xoxa-", 20, maxToken, inDash, false, 0, 0, 0},
	{"xoxb-", 16, maxToken, inDash, false, 0, 0, 0},
	{"xoxc-", 20, maxToken, inDash, false, 0, 0, 0},
	{"xoxd-", 20, maxToken, inBase64, false, 0, 0, 0},
	{"xoxe-", 20, maxToken, inDash, false, 0, 0, 0},
	{"xoxo-", 16, maxToken, inDash, false, 0, 0, 0},
	{"xoxp-", 20, maxToken, inDash, false, 0, 0, 0},
	{"xoxr-", 20, maxToken, inDash, false, 0, 0, 0},
	{"xoxs-", 16, maxToken, inDash, false, 0, 0, 0},
	{"xwfp-", 20, maxToken, inDash, false, 0, 0, 0},
	{"mlsn.", 30, maxToken, inHex, false, 0, 0, 0},
	{"1000.", 60, maxToken, inDot, false, 0, 0, 0},
	{"pina_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"cnvca", 40, maxToken, inDash, false, 0, 0, 0},
	{"dG9rO", 40, maxToken, inBase64, false, 0, 0, 0},
	{"seti_", 14, 32, inAlnum, false, 95, inWord, 20},
	{"live_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"live_", 7, 11, inLower, false, 95, inAlnum, 28},
	{"test_", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"TEST-", 60, maxToken, inDash, false, 0, 0, 0},
	{"aact_", 60, maxToken, inBase64, false, 0, 0, 0},
	{"cfsk_", 40, maxToken, inWord, false, 0, 0, 0},
	{"nsec1", 58, 58, inLower, true, 0, 0, 0},
	{"figd_", 30, maxToken, inDash, false, 0, 0, 0},
	{"figo_", 30, maxToken, inDash, false, 0, 0, 0},
	{"figu_", 30, maxToken, inDash, false, 0, 0, 0},
	{"BBFF-", 30, 30, inAlnum, true, 0, 0, 0},
	{"ABRA-", 32, maxToken, inHex, false, 0, 0, 0},
	{"CMVT-", 20, maxToken, inDash, false, 0, 0, 0},
	{"ciol_", 20, maxToken, inWord, false, 0, 0, 0},
	{"dapt.", 20, maxToken, inDot, false, 0, 0, 0},
	{"hCgwK", 40, maxToken, inBase64, false, 0, 0, 0},
	{"vtwn_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"wk-1.", 40, maxToken, inHex, false, 0, 0, 0},
	{"gsk_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"rpa_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"xai-", 60, maxToken, inWord, false, 0, 0, 0},
	{"csk-", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"e2b_", 40, maxToken, inHex, false, 0, 0, 0},
	{"llx-", 40, maxToken, inDash, false, 0, 0, 0},
	{"dtn_", 60, maxToken, inHex, false, 0, 0, 0},
	{"slk_", 60, maxToken, inHex, false, 0, 0, 0},
	{"sgd_", 60, maxToken, inHex, false, 0, 0, 0},
	{"sgp_", 57, 57, inWord, false, 0, 0, 0},
	{"sgp_", 40, 40, inHex, false, 0, 0, 0},
	{"sgp_", 64, 64, inAlnum, false, 0, 0, 0},
	{"AKIA", 16, 16, inUpper, false, 0, 0, 0},
	{"ASIA", 16, 16, inUpper, false, 0, 0, 0},
	{"ABIA", 16, 16, inUpper, false, 0, 0, 0},
	{"ACCA", 16, 16, inUpper, false, 0, 0, 0},
	{"ABSK", 60, maxToken, inBase64, false, 0, 0, 0},
	{"da2-", 26, 26, inLower, true, 0, 0, 0},
	{"AIza", 30, maxToken, inDash, false, 0, 0, 0},
	{"1//0", 30, maxToken, inDash, false, 0, 0, 0},
	{"GOOG", 20, maxToken, inUpper, false, 0, 0, 0},
	{"4/0A", 40, maxToken, inDash, false, 0, 0, 0},
	{"AAAA", 7, 7, inDash, false, 58, inDash, 100},
	{"M.C5", 80, maxToken, inDot, false, 0, 0, 0},
	{"cfk_", 37, maxToken, inAlnum, false, 0, 0, 0},
	{"LTAI", 12, maxToken, inAlnum, false, 0, 0, 0},
	{"LTAI", 16, maxToken, inAlnum, false, 0, 0, 0},
	{"AKID", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"AKID", 28, maxToken, inAlnum, false, 0, 0, 0},
	{"AKLT", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"AKLT", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"HWST", 60, maxToken, inBase64, false, 0, 0, 0},
	{"AQVN", 35, maxToken, inDash, false, 0, 0, 0},
	{"rnd_", 24, maxToken, inAlnum, false, 0, 0, 0},
	{"nfp_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"nfc_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"nfo_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"nfu_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"nfb_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"fo1_", 30, maxToken, inDash, false, 0, 0, 0},
	{"fm2_", 60, maxToken, inBase64, false, 0, 0, 0},
	{"fly_", 30, maxToken, inDash, false, 0, 0, 0},
	{"vcp_", 24, maxToken, inWord, false, 0, 0, 0},
	{"vci_", 24, maxToken, inWord, false, 0, 0, 0},
	{"vca_", 24, maxToken, inWord, false, 0, 0, 0},
	{"vcr_", 24, maxToken, inWord, false, 0, 0, 0},
	{"vck_", 24, maxToken, inWord, false, 0, 0, 0},
	{"dkea", 32, maxToken, inHex, false, 0, 0, 0},
	{"nbp_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"aio_", 24, maxToken, inAlnum, false, 0, 0, 0},
	{"pul-", 40, maxToken, inHex, false, 0, 0, 0},
	{"sbp_", 36, maxToken, inHex, false, 0, 0, 0},
	{"npg_", 12, 12, inAlnum, true, 0, 0, 0},
	{"xau_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"xau_", 37, maxToken, inAlnum, false, 0, 0, 0},
	{"cflt", 56, maxToken, inBase64, false, 0, 0, 0},
	{"dapi", 32, maxToken, inHex, false, 0, 0, 0},
	{"patn", 60, maxToken, inDot, false, 0, 0, 0},
	{"ntn_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"pnu_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"phx_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"phc_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"phs_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"sdk-", 36, 36, inDash, true, 0, 0, 0},
	{"mob-", 36, 36, inDash, true, 0, 0, 0},
	{"ghp_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"gho_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"ghu_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"ghs_", 30, maxToken, inDot, false, 0, 0, 0},
	{"ghr_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"ATBB", 24, maxToken, inAlnum, false, 0, 0, 0},
	{"ATTA", 60, maxToken, inHex, false, 0, 0, 0},
	{"npm_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"AKCp", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"pat.", 60, maxToken, inDot, false, 0, 0, 0},
	{"sat.", 60, maxToken, inDot, false, 0, 0, 0},
	{"squ_", 38, maxToken, inHex, false, 0, 0, 0},
	{"sqp_", 38, maxToken, inHex, false, 0, 0, 0},
	{"sqa_", 38, maxToken, inHex, false, 0, 0, 0},
	{"sqb_", 38, maxToken, inHex, false, 0, 0, 0},
	{"ddp_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"ddw_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"ddo_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"key-", 32, maxToken, inHex, false, 0, 0, 0},
	{"EAAC", 50, maxToken, inAlnum, false, 0, 0, 0},
	{"EAAM", 80, maxToken, inAlnum, false, 0, 0, 0},
	{"EAAG", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"EAAB", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"EAAD", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"EAAF", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"EAAI", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"IGQV", 60, maxToken, inDash, false, 0, 0, 0},
	{"IGAA", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"THAA", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"act.", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"rft.", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"clt.", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"nyk_", 40, maxToken, inWord, false, 0, 0, 0},
	{"syt_", 30, maxToken, inWord, false, 0, 0, 0},
	{"EAAA", 50, maxToken, inDash, false, 0, 0, 0},
	{"EZAK", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"EZTK", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"tfp_", 40, maxToken, inDash, false, 0, 0, 0},
	{"oak_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"xprv", 100, maxToken, inAlnum, false, 0, 0, 0},
	{"tprv", 100, maxToken, inAlnum, false, 0, 0, 0},
	{"yprv", 100, maxToken, inAlnum, false, 0, 0, 0},
	{"zprv", 100, maxToken, inAlnum, false, 0, 0, 0},
	{"ZXlK", 30, maxToken, inBase64, false, 0, 0, 0},
	{"hvs.", 24, maxToken, inDash, false, 0, 0, 0},
	{"hvb.", 60, maxToken, inDash, false, 0, 0, 0},
	{"hvr.", 24, maxToken, inDash, false, 0, 0, 0},
	{"hcp.", 40, maxToken, inDash, false, 0, 0, 0},
	{"IST.", 60, maxToken, inDot, false, 0, 0, 0},
	{"API-", 25, 27, inUpper, true, 0, 0, 0},
	{"4b1d", 38, 38, inAlnum, true, 0, 0, 0},
	{"ico-", 32, 32, inAlnum, true, 0, 0, 0},
	{"p8e-", 32, 32, inAlnum, false, 0, 0, 0},
	{"s8e-", 32, 32, inAlnum, false, 0, 0, 0},
	{"pat_", 64, 64, inAlnum, true, 0, 0, 0},
	{"LKIA", 16, maxToken, inUpper, false, 0, 0, 0},
	{"atk_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"cio_", 20, maxToken, inWord, false, 0, 0, 0},
	{"fhb-", 30, maxToken, inHex, false, 0, 0, 0},
	{"hcr_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"hcw_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"ion_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"jca_", 36, maxToken, inAlnum, false, 0, 0, 0},
	{"odt_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"rlc-", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"sha-", 50, maxToken, inHex, false, 0, 0, 0},
	{"sls_", 30, maxToken, inDash, false, 0, 0, 0},
	{"spu-", 32, maxToken, inHex, false, 0, 0, 0},
	{"tly_", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"key_", 64, 64, inHex, true, 0, 0, 0},
	{"key_", 28, 28, inHex, true, 0, 0, 0},
	{"ext_", 5, 30, inLower, false, 46, inDot, 45},
	{"hf_", 30, maxToken, inAlnum, false, 0, 0, 0},
	{"r8_", 30, maxToken, inDash, false, 0, 0, 0},
	{"pa-", 40, maxToken, inDash, false, 0, 0, 0},
	{"fw_", 24, maxToken, inAlnum, false, 0, 0, 0},
	{"fc-", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"sk_", 40, maxToken, inHex, false, 0, 0, 0},
	{"sk_", 2, 12, inLower, false, 95, inAlnum, 30},
	{"m0-", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"hb_", 28, maxToken, inHex, false, 0, 0, 0},
	{"nk-", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"A3T", 17, maxToken, inUpper, false, 0, 0, 0},
	{"0.A", 200, maxToken, inDot, false, 0, 0, 0},
	{"1.A", 200, maxToken, inDot, false, 0, 0, 0},
	{"EwA", 200, maxToken, inBase64, false, 0, 0, 0},
	{"EwB", 200, maxToken, inBase64, false, 0, 0, 0},
	{"EwC", 200, maxToken, inBase64, false, 0, 0, 0},
	{"t1.", 40, maxToken, inBase64, false, 0, 0, 0},
	{"y0_", 50, maxToken, inDash, false, 0, 0, 0},
	{"y1_", 50, maxToken, inDash, false, 0, 0, 0},
	{"y2_", 50, maxToken, inDash, false, 0, 0, 0},
	{"y3_", 50, maxToken, inDash, false, 0, 0, 0},
	{"YCA", 37, 37, inDash, true, 0, 0, 0},
	{"YCM", 37, 37, inDash, true, 0, 0, 0},
	{"YCN", 37, 37, inDash, true, 0, 0, 0},
	{"YCO", 37, 37, inDash, true, 0, 0, 0},
	{"YCP", 37, 37, inDash, true, 0, 0, 0},
	{"SCW", 17, maxToken, inUpper, false, 0, 0, 0},
	{"K10", 60, maxToken, inHex, false, 0, 0, 0},
	{"fnA", 37, maxToken, inDash, false, 0, 0, 0},
	{"pat", 78, maxToken, inDot, false, 0, 0, 0},
	{"dt0", 70, maxToken, inDot, false, 0, 0, 0},
	{"oy2", 43, maxToken, inLower, false, 0, 0, 0},
	{"cio", 32, 32, inAlnum, true, 0, 0, 0},
	{"SG.", 30, maxToken, inBase64, false, 0, 0, 0},
	{"md-", 22, maxToken, inAlnum, false, 0, 0, 0},
	{"re_", 30, maxToken, inWord, false, 0, 0, 0},
	{"KEY", 32, 32, inUpper, false, 95, inAlnum, 20},
	{"EAA", 100, maxToken, inAlnum, false, 0, 0, 0},
	{"pi_", 14, 32, inAlnum, false, 95, inWord, 20},
	{"AQE", 80, maxToken, inBase64, false, 0, 0, 0},
	{"ak_", 20, maxToken, inAlnum, false, 0, 0, 0},
	{"ck_", 40, 40, inHex, true, 0, 0, 0},
	{"cs_", 40, 40, inHex, true, 0, 0, 0},
	{"QN_", 30, maxToken, inHex, false, 0, 0, 0},
	{"eyJ", 17, maxToken, inBase64, false, 0, 0, 0},
	{"eyI", 30, maxToken, inBase64, false, 0, 0, 0},
	{"ey0", 30, maxToken, inBase64, false, 0, 0, 0},
	{"A3-", 30, maxToken, inDash, false, 0, 0, 0},
	{"st.", 60, maxToken, inDot, false, 0, 0, 0},
	{"sl.", 60, maxToken, inDash, false, 0, 0, 0},
	{"skE", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"pk.", 60, maxToken, inDot, false, 0, 0, 0},
	{"pk.", 32, 32, inHex, true, 0, 0, 0},
	{"pk_", 5, 12, inUpper, false, 95, inUpper, 30},
	{"pk_", 34, 34, inHex, true, 0, 0, 0},
	{"00D", 12, 15, inAlnum, false, 33, inDot, 60},
	{"BSA", 27, 28, inDash, true, 0, 0, 0},
	{"EXO", 24, 24, inHex, true, 0, 0, 0},
	{"ak-", 22, 22, inAlnum, true, 0, 0, 0},
	{"as-", 22, 22, inAlnum, true, 0, 0, 0},
	{"EUU", 60, maxToken, inAlnum, false, 0, 0, 0},
	{"ck-", 40, maxToken, inAlnum, false, 0, 0, 0},
	{"co_", 38, maxToken, inAlnum, false, 0, 0, 0},
	{"cr-", 50, maxToken, inAlnum, false, 0, 0, 0},
	{"ek_", 32, maxToken, inHex, false, 0, 0, 0},
	{"sk-", 32, maxToken, inAlnum, false, 0, 0, 0},
	{"sk-", 60, maxToken, inDash, false, 0, 0, 0},
	{"sk-", 2, 12, inLower, false, 45, inAlnum, 30},
	{"ws-", 60, maxToken, inHex, false, 0, 0, 0},
	{"cu_", 32, 32, inHex, true, 0, 0, 0},
	{"sc_", 5, 30, inLower, false, 46, inDot, 45},
	{"AP", 40, maxToken, inHex, false, 0, 0, 0},
	{"SK", 32, maxToken, inHex, false, 0, 0, 0},
	{"AC", 32, maxToken, inHex, false, 0, 0, 0},
	{"5H", 49, 49, inAlnum, true, 0, 0, 0},
	{"5J", 49, 49, inAlnum, true, 0, 0, 0},
	{"5K", 49, 49, inAlnum, true, 0, 0, 0},
	{"s.", 24, maxToken, inAlnum, false, 0, 0, 0},
	{"R_", 32, maxToken, inHex, false, 0, 0, 0},
}

// Hosts whose URL is a secret in itself, and the text before its telling part.
var webhooks = []webhook{
	{"chat.googleapis.com", "/v1/spaces/"},
	{"webhook.office.com", "/webhookb2/"},
	{"outlook.office.com", "/webhook/"},
	{"logic.azure.com", "/workflows/"},
	{"hooks.slack.com", "/services/"},
	{"hooks.slack.com", "/workflows/"},
	{"hooks.slack.com", "/triggers/"},
	{"discord.com", "/api/webhooks/"},
	{"discordapp.com", "/api/webhooks/"},
	{"api.telegram.org", "/bot"},
	{"hooks.zapier.com", "/hooks/catch/"},
	{"maker.ifttt.com", "/with/key/"},
	{"open.feishu.cn", "/bot/v2/hook/"},
	{"hc-ping.com", "/"},
	{"api.honeybadger.io", "/v1/check_in/"},
	{"cronitor.link", "/p/"},
	{"api.softlayer.com", "/v3/"},
	{"api.softlayer.com", "/v3.1/"},
}

// Programs that take a password, or an account and its password, after a flag of one letter.
var tools = []tool{
	{"curl", 'u', true},
	{"lftp", 'u', true},
	{"ab", 'A', true},
	{"smbclient", 'U', true},
	{"rpcclient", 'U', true},
	{"winexe", 'U', true},
	{"mysql", 'p', false},
	{"mysqldump", 'p', false},
	{"mysqladmin", 'p', false},
	{"mysqlimport", 'p', false},
	{"mysqlshow", 'p', false},
	{"mariadb", 'p', false},
	{"sshpass", 'p', false},
	{"docker", 'p', false},
	{"podman", 'p', false},
	{"buildah", 'p', false},
	{"nerdctl", 'p', false},
	{"helm", 'p', false},
	{"oc", 'p', false},
	{"cf", 'p', false},
	{"az", 'p', false},
	{"skopeo", 'p', true},
	{"ldapsearch", 'w', false},
	{"ldapadd", 'w', false},
	{"ldapmodify", 'w', false},
	{"ldapdelete", 'w', false},
	{"ldapwhoami", 'w', false},
	{"sqlcmd", 'P', false},
	{"bcp", 'P', false},
	{"isql", 'P', false},
	{"osql", 'P', false},
	{"ipmitool", 'P', false},
	{"mosquitto_pub", 'P', false},
	{"mosquitto_sub", 'P', false},
	{"mongo", 'p', false},
	{"mongosh", 'p', false},
	{"mongodump", 'p', false},
	{"mongorestore", 'p', false},
	{"mongoexport", 'p', false},
	{"mongoimport", 'p', false},
	{"cli", 'a', false},
	{"zip", 'P', false},
	{"unzip", 'P', false},
	{"7z", 'p', false},
	{"7za", 'p', false},
	{"7zz", 'p', false},
	{"rar", 'p', false},
	{"unrar", 'p', false},
	{"openssl", 'k', false},
	{"psexec", 'p', false},
	{"rdesktop", 'p', false},
	{"winrm", 'p', false},
	{"crackmapexec", 'p', false},
	{"netexec", 'p', false},
	{"hydra", 'p', false},
	{"twine", 'p', false},
	{"nuget", 'p', false},
	{"gem", 'k', false},
	{"doctl", 't', false},
	{"useradd", 'p', false},
	{"usermod", 'p', false},
	{"snmpwalk", 'A', false},
	{"snmpget", 'A', false},
	{"ansible", 'p', false},
}

// Commands that take a password in another way.
var commands = []command{
	{"htpasswd", "", "", argumentAfter(2)},
	{"add_user", "", "", argumentAfter(1)},
	{"change_password", "", "", argumentAfter(1)},
	{"authenticate_user", "", "", argumentAfter(1)},
	{"wpa_passphrase", "", "", argumentAfter(1)},
	{"requirepass", "", "", argumentAfter(0)},
	{"masterauth", "", "", argumentAfter(0)},
	{"auth_pass", "", "", argumentAfter(0)},
	{"bindpw", "", "", argumentAfter(0)},
	{"rootpw", "", "", argumentAfter(0)},
	{"authpassword", "", "", argumentAfter(0)},
	{"authldapbindpassword", "", "", argumentAfter(0)},
	{"storepassword", "", "", argumentAfter(0)},
	{"keypassword", "", "", argumentAfter(0)},
	{"community", "", "snmp", argumentAfter(0)},
	{"oathtool", "", "", argumentAfter(0)},
	{"identified", " by", "", argumentAfter(1)},
	{"identified", " with", "", argumentAfter(3)},
	{"sqlplus", "", "", logonWay},
	{"schtasks", "", "", argumentOf("/rp")},
	{"chpasswd", "", "", echoedWay},
	{"sudo", " -s", "", echoedWay},
	{"net", " use", "", anyArgument},
	{"net", " user", "", anyArgument},
	{"securestring", "", "", argumentAfter(0)},
	{"securestring", "", "", textBefore},
	{"bearer", "", "", headerWay},
	{"basic", "", "", headerWay},
	{"plain", "", "auth ", headerWay},
	{"plain", "", "authenticate ", headerWay},
}

// Names between the first two dollars of the hash of a password, and the least that follows them.
var cryptForms = []cryptForm{
	{"1", 24},
	{"5", 44},
	{"6", 80},
	{"7", 40},
	{"8", 44},
	{"9", 44},
	{"y", 40},
	{"gy", 40},
	{"md5", 22},
	{"sha1", 28},
	{"apr1", 24},
	{"2", 50},
	{"2a", 50},
	{"2b", 50},
	{"2x", 50},
	{"2y", 50},
	{"bcrypt-sha256", 40},
	{"argon2", 40},
	{"argon2i", 40},
	{"argon2d", 40},
	{"argon2id", 40},
	{"scrypt", 40},
	{"pbkdf2", 30},
	{"pbkdf2-sha1", 30},
	{"pbkdf2-sha256", 40},
	{"pbkdf2-sha512", 40},
	{"ml", 60},
	{"P", 28},
	{"H", 28},
	{"S", 50},
	{"NT", 30},
	{"krb5asrep", 40},
	{"krb5tgs", 40},
	{"krb5pa", 40},
	{"krb5", 40},
	{"DCC2", 32},
}
