package policy

import "github.com/driftsync/driftsync/abi"

// Rule says what a rule is for. Its markers and its other words are those of
// manifest.json; the documentation is made from both.
type Rule struct {
	ID, Reason string
	Class      abi.Class // of the column that holds the example
	Example    string    // empty where it takes more than one cell
}

// Rules returns all rules in the order of the manifest. A broken bar in an example
// stands for nothing: it keeps scanners from taking it for a secret.
func Rules() []Rule {
	return []Rule{
		{"path.root", "A root says where people keep their work, and often who they are.", abi.FreeText, "see /Users/ada/shop/src/a.ts:12"},
		{"path.separator", "One path has one spelling in the cloud.", abi.Path, "C:\\Users\\Ada\\shop\\src\\a.ts"},
		{"path.whole-root", "As for a path below it; the marker keeps the sentence.", abi.FreeText, "run in /Users/ada/shop now"},
		{"path.outside", "What lies outside the project says something of the machine only.", abi.FreeText, "read /opt/tools/acme/run.go"},
		{"path.home", "A home carries the name of its owner.", abi.FreeText, "cd /Users/ada first"},
		{"path.user", "A name in a path or an address is personal data.", abi.FreeText, "mail lovelace@example.org"},
		{"class.root-path", "The column holds nothing but a root.", abi.RootPath, "/Users/ada/shop"},
		{"class.code", "Source code does not leave.", abi.Code, "return a + b"},
		{"class.literal", "A literal may be anything, a secret too.", abi.Literal, "\"some text\""},
		{"class.secret", "The column holds nothing but secrets.", abi.Secret, "hunter2"},
		{"class.env-value", "Names of variables stay, values go.", abi.EnvValue, "verbose"},
		{"class.pii", "An author is the same everywhere and is not named.", abi.PII, "ada@example.org"},
		{"class.derived-id", "An id that is hashed from a path confirms a guess of it.", abi.DerivedID, "dna-12"},
		{"class.hash", "What is no digest has no place in the column.", abi.Hash, "not a digest"},
		{"class.unknown", "What the plugin does not know stays here.", abi.Unknown, "anything"},
		{"json.invalid", "Text that does not parse cannot be judged by its keys.", abi.JSON, "{\"a\":"},
		{"json.code", "Findings quote the code that they are about.", abi.JSON, "{\"snippet\":\"return a + b\"}"},
		{"json.secret", "The key says what the value is.", abi.JSON, "{\"password\":\"hunter22\"}"},
		{"json.secret-number", "The key says what the number is; the marker leaves valid JSON.", abi.JSON, "{\"password\":12345678}"},
		{"text.code", "Messages and memories quote source code.", abi.FreeText, "use `return x(1);` here"},
		{"secret.token", "Its prefix says who gave it out, and that it opens something.", abi.FreeText, "gh¦p_16C7e42F292c6912E7710c838347Ae178B4a leaked"},
		{"secret.assignment", "The name before it says that it is a secret.", abi.FreeText, "db_password = \"kT9v¦Pq27Lm\""},
		{"secret.header", "Credentials of a request.", abi.FreeText, "Bearer 9f8e7d6c5b4a¦39281706abcdef"},
		{"secret.url", "Credentials of a server.", abi.FreeText, "postgres://app:s3cr¦et9@db:5432/x"},
		{"secret.query", "Links are copied with what opens them.", abi.FreeText, "GET /cb?access_token=9f8e7d6c5b4a¦39281706"},
		{"secret.webhook", "Who knows the URL can post to it.", abi.FreeText, "https://hooks.slack.com/services/T0000AAA1/B0000¦BBB2/abcdefghijklmnopqrstuvwx"},
		{"secret.key-block", "A private key.", abi.FreeText, "-----BEGIN PRI¦VATE KEY-----\nMIIE\n-----END PRI¦VATE KEY-----"},
		{ID: "secret.same-row", Reason: "What one cell must not tell, another must not repeat."},
		{ID: "cell.unsettled", Reason: "Redaction is idempotent or the cell does not leave."},
		{"class.form", "A column holds what its class promises, or nothing.", abi.EnvName, "API_KEY=on"},
		{"class.form-code", "Code stands where nobody expected it.", abi.Path, "const rate = base * 1.37;"},
		{"person.mail", "An address is personal data wherever it stands.", abi.FreeText, "ask grace@navy.example first"},
		{"person.known", "A name beside its own pseudonym undoes it everywhere.", abi.FreeText, "charles.babbage pushed"},
		{"person.named", "Trailers, headers and keys say who did what.", abi.FreeText, "Reviewed-by: Mary Somerville"},
		{"person.handle", "The name of an account names its owner.", abi.FreeText, "cc @msomerville"},
	}
}
