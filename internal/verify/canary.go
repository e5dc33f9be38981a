package verify

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/driftsync/driftsync/abi"
)

// kind is one sort of value that must not leave.
type kind string

const (
	rootPath    kind = "path in a root"
	homePath    kind = "path in a home"
	otherHome   kind = "path in another home"
	windowsPath kind = "Windows path"
	rootAlone   kind = "root"
	accessKey   kind = "access key"
	paymentKey  kind = "payment key"
	connection  kind = "connection string"
	assignment  kind = "assigned secret"
	variable    kind = "value of a variable"
	urlPassword kind = "password in a URL"
	urlToken    kind = "token in a URL"
	sourceLine  kind = "line of code"
	person      kind = "name of a person"
	mail        kind = "mail address"
	derived     kind = "digest of a path"
)

// kindsOf says what is planted in cells of a class: what a plugin that claims the
// class has to take away. Classes that are not here hold nothing that has to go.
var kindsOf = map[abi.Class][]kind{
	abi.Identifier:   {rootPath, otherHome, accessKey},
	abi.Path:         {rootPath, otherHome, windowsPath, homePath},
	abi.RootPath:     {rootAlone},
	abi.PathEmbedded: {rootPath, otherHome},
	abi.PathJSON:     {rootPath, otherHome, windowsPath},
	abi.Code:         {sourceLine, accessKey},
	abi.Literal:      {paymentKey, connection},
	abi.Secret:       {variable, accessKey},
	abi.EnvValue:     {variable, connection},
	abi.URL:          {urlPassword, urlToken},
	abi.FreeText:     {rootPath, accessKey, otherHome, assignment, homePath, connection, windowsPath, paymentKey},
	abi.JSON:         {rootPath, accessKey, otherHome, sourceLine, connection, windowsPath, paymentKey},
	abi.OpaqueBlob:   {rootPath, accessKey, sourceLine, connection},
	abi.PII:          {person, mail},
	abi.DerivedID:    {derived},
}

const (
	lowers   = "abcdefghijklmnopqrstuvwxyz"
	uppers   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	alphanum = uppers + lowers + "0123456789"
)

func letters(r *rand.Rand, n int, alphabet string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

// token is n letters and digits, some of them digits: of those that are drawn at random
// one in a hundred has none, and could be a word.
func token(r *rand.Rand, n int) string {
	b := []byte(letters(r, n, alphanum))
	for at, step := r.IntN(n/3), n/3; at < n; at += step {
		b[at] = byte('0' + r.IntN(10))
	}
	return string(b)
}

// value makes a value of a kind and the part of it that must be gone afterwards. No
// needle needs escaping in JSON.
func (k kind) value(r *rand.Rand, at *place) (text, needle string) {
	file := "invoice_" + letters(r, 6, lowers)
	switch k {
	case rootPath:
		return at.root + "/src/billing/" + file + ".ts", at.needle()
	case homePath:
		return at.home + "/notes/" + file + ".md", at.home
	case otherHome:
		return "/Users/" + at.another + "/dev/" + file + ".go", at.another
	case windowsPath:
		return `C:\Users\` + at.another + `\src\` + file + ".cs", at.another
	case rootAlone:
		return at.root, at.needle()
	case urlPassword:
		n := token(r, 18)
		return "GET https://deploy:" + n + "@api.ledger.example/v1/orders", n
	case urlToken:
		n := token(r, 32)
		return "GET https://api.ledger.example/v1/orders?access_token=" + n + "&page=2", n
	case sourceLine:
		n := "total_" + letters(r, 8, lowers)
		return "const " + n + " = applyDiscount(order.items, 0.15);", n
	case person:
		n := "Brightwater-" + letters(r, 7, lowers)
		return "Odalys " + n, n
	case mail:
		n := "odalys." + letters(r, 10, lowers)
		return n + "@brightwater.example", n
	case derived:
		n := letters(r, 16, "0123456789abcdef")
		return n, n
	}
	return k.secret(r)
}

func (k kind) secret(r *rand.Rand) (text, needle string) {
	switch k {
	case accessKey:
		n := letters(r, 16, uppers+"234567")
		return "AK" + "IA" + n, n
	case paymentKey:
		n := token(r, 24)
		return "sk_" + "live_" + n, n
	case connection:
		n := letters(r, 6, lowers) + token(r, 14)
		return "postgres://ledger:" + n + "@db.ledger.example:5432/shop", n
	case assignment:
		n := token(r, 36)
		return `api_token = "` + n + `"`, n
	}
	n := letters(r, 8, lowers) + token(r, 12)
	return n, n
}

// cell dresses a value as a column of a class holds it.
func cell(class abi.Class, k kind, text string) string {
	switch class {
	case abi.PathEmbedded:
		return text + "::checkout"
	case abi.PathJSON:
		return "[" + quote(text) + `,"src/app.ts"]`
	case abi.JSON, abi.OpaqueBlob:
		if k == sourceLine {
			return `{"kind":"note","code":` + quote(text) + `,"line":12}`
		}
		return `{"kind":"note","message":` + quote("seen: "+text+" today") + `,"line":12}`
	case abi.FreeText:
		return "the check failed: " + text + " (seen twice)"
	case abi.Code:
		if k == accessKey {
			return fmt.Sprintf("client.configure(%q);", text)
		}
	}
	return text
}

func quote(text string) string {
	b, _ := json.Marshal(text) // strings always encode
	return string(b)
}

// clean is what an ordinary cell of a class looks like, with nothing to take away.
func clean(class abi.Class, row int) string {
	switch class {
	case abi.Safe:
		return [...]string{"high", "medium", "low"}[row%3]
	case abi.Identifier:
		return fmt.Sprintf("resolveDiscount%d", row)
	case abi.EnvName:
		return fmt.Sprintf("LEDGER_PORT_%d", row)
	case abi.Path:
		return fmt.Sprintf("src/billing/module%02d.ts", row)
	case abi.PathEmbedded:
		return fmt.Sprintf("src/billing/module%02d.ts::total", row)
	case abi.PathJSON:
		return fmt.Sprintf(`["src/billing/module%02d.ts"]`, row)
	case abi.JSON, abi.OpaqueBlob:
		return fmt.Sprintf(`{"kind":"note","line":%d}`, row)
	case abi.FreeText:
		return fmt.Sprintf("the basket is read %d times", row)
	case abi.URL:
		return fmt.Sprintf("/v1/orders/%d", row)
	case abi.Literal:
		return fmt.Sprint(row * 7)
	case abi.Hash:
		return fmt.Sprintf("%032x", row*7919+1)
	case abi.Secret, abi.EnvValue:
		return "[REDACTED]"
	}
	return ""
}
