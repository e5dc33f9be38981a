package demo

import (
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strings"
)

// Kinds of planted values.
const (
	AWSKey           = "aws_key"
	AWSSecret        = "aws_secret"
	GitHubToken      = "github_token"
	StripeKey        = "stripe_key"
	JWT              = "jwt"
	PEM              = "pem_key"
	ConnectionString = "connection_password"
	Assignment       = "assigned_secret"
	EnvValue         = "env_value"
	URLPassword      = "url_password"
	URLToken         = "url_token"
	DriftSecret      = "half_redacted_secret" // as Drift keeps it: first and last four characters
	RootPath         = "path_in_root"         // with the root before it
	OtherRoot        = "other_root"           // of another scan
	HomePath         = "path_in_home"         // of the user
	OtherHome        = "path_in_other_home"
	WindowsPath      = "windows_path"
	SourceLine       = "source_line"
	Snippet          = "snippet"   // five lines of source, as Drift's writers cut them out
	Statement        = "statement" // one line of source in a sentence
	AuthorName       = "author_name"
	AuthorMail       = "author_mail"
	TrailerName      = "name_in_trailer" // of a commit message
	TrailerMail      = "mail_in_trailer"
	TextMail         = "mail_in_text"
	MeetingName      = "name_in_memory"
	AuthorInText     = "author_in_text" // a name that an author column has, in a sentence
	ActorMail        = "mail_as_actor"
	PlainHash        = "plain_hash"
	DerivedID        = "derived_id"
	LocalRow         = "local_only" // in a table that never leaves
)

const (
	upper    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower    = "abcdefghijklmnopqrstuvwxyz"
	digits   = "0123456789"
	alphanum = upper + lower + digits
	hexes    = digits + "abcdef"
)

// made is a planted value: the text that goes into a cell, and the part of it that
// must be found nowhere afterwards.
type made struct {
	text, needle string
}

func random(r *rand.Rand, n int, alphabet string) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

// secret makes a secret of a kind, or a private value that is none of the paths.
func secret(kind string, r *rand.Rand) made {
	switch kind {
	case AWSKey:
		n := random(r, 16, upper+"234567")
		return made{"AK" + "IA" + n, n}
	case AWSSecret:
		n := random(r, 40, alphanum+"+/")
		return made{"aws_secret_access_key = " + n, n}
	case GitHubToken:
		n := random(r, 30, alphanum)
		return made{"gh" + "p_" + n + checksum62(n), n}
	case StripeKey:
		n := random(r, 24, alphanum)
		return made{"sk_" + "live_" + n, n}
	case JWT:
		return token(r)
	case PEM:
		return pem(r)
	case ConnectionString:
		n := random(r, 6, lower) + random(r, 14, alphanum)
		return made{"postgres://ledger:" + n + "@db.ledger.example:5432/shop", n}
	case Assignment:
		n := random(r, 36, alphanum)
		return made{`api_token = "` + n + `"`, n}
	case EnvValue:
		n := random(r, 8, lower) + random(r, 12, alphanum)
		return made{"SMTP_PASSWORD=" + n, n}
	case URLPassword:
		n := random(r, 18, alphanum)
		return made{"GET https://deploy:" + n + "@api.ledger.example/v1/orders", n}
	case URLToken:
		n := random(r, 32, alphanum)
		return made{"GET https://api.ledger.example/v1/orders?access_token=" + n + "&page=2", n}
	case DriftSecret:
		n := random(r, 4, alphanum) + "********" + random(r, 4, alphanum)
		return made{n, n}
	}
	return private(kind, r)
}

// private makes a value that is not a secret and yet must stay here.
func private(kind string, r *rand.Rand) made {
	switch kind {
	case SourceLine, Snippet, Statement:
		return source(kind, r)
	case AuthorName, TrailerName, MeetingName, AuthorInText, AuthorMail, TrailerMail, TextMail, ActorMail:
		return person(kind, r)
	case PlainHash, DerivedID:
		n := random(r, 16, hexes)
		return made{n, n}
	case LocalRow:
		n := "stays-here-" + random(r, 20, hexes)
		return made{n, n}
	}
	panic("demo: no maker for kind " + kind)
}

func token(r *rand.Rand) made {
	enc := base64.RawURLEncoding
	head := enc.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
	body := enc.EncodeToString(fmt.Appendf(nil, `{"sub":"%s","role":"ledger"}`, random(r, 10, digits)))
	n := random(r, 43, alphanum+"-_")
	return made{head + "." + body + "." + n, n}
}

func pem(r *rand.Rand) made {
	lines := []string{"-----BEGIN RSA " + "PRIVATE KEY-----"}
	for range 4 {
		lines = append(lines, random(r, 64, alphanum+"+/"))
	}
	lines = append(lines, "-----END RSA "+"PRIVATE KEY-----")
	return made{strings.Join(lines, "\n"), lines[2]}
}

// source makes source code that is nobody's. The needle is the tag that every name in
// it carries, so that a part of it is found as well.
func source(kind string, r *rand.Rand) made {
	tag := "_" + random(r, 8, hexes)
	var text string
	switch kind {
	case SourceLine:
		line := "const total" + tag + " = applyDiscount(order.items, \"" + tag[1:] + "-gold\", 0.15);"
		return made{line, tag}
	case Snippet:
		text = strings.ReplaceAll("func settle@(items []item) int {\n\ttotal@ := 0\n\tfor _, item := range items {\n\t\ttotal@ += item.cents * rate@\n\t}", "@", tag)
	default:
		statements := []string{
			"const total@ = cart.items.reduce((a, b) => a + b.price, 0);",
			"if (user.role === 'admin' && !session@.mfa) { grant(); }",
			"return margin@ * 0.37;",
			"SELECT id, iban FROM customers@ WHERE tier = 3",
			"total@ := price(items, rate)",
			"ledger@.commit(&tx);",
		}
		text = strings.ReplaceAll(statements[r.IntN(len(statements))], "@", tag)
	}
	return made{text, tag}
}

// person makes a person that is nobody, where people are named.
func person(kind string, r *rand.Rand) made {
	name := "Zoë Quillfeather-" + strings.ToUpper(random(r, 1, lower)) + random(r, 7, lower)
	mail := "zoe." + random(r, 10, lower) + "@quillfeather.example"
	switch kind {
	case TrailerName:
		return made{"Co-authored-by: " + name + " <" + mail + ">", name}
	case TrailerMail:
		return made{"Signed-off-by: " + name + " <" + mail + ">", mail}
	case AuthorName, MeetingName, AuthorInText:
		return made{name, name}
	}
	return made{mail, mail}
}

// checksum62 is the tail by which the token's issuer recognises it: the CRC-32 in
// base 62, six digits.
func checksum62(s string) string {
	const base62 = digits + upper + lower
	sum := crc32.ChecksumIEEE([]byte(s))
	var b [6]byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = base62[sum%62]
		sum /= 62
	}
	return string(b[:])
}

// privatePath makes a path of a kind. The needle leaves out the file's name, which
// may be kept.
func (o Options) privatePath(kind string, r *rand.Rand) made {
	tag := random(r, 8, hexes)
	sep, top := o.separator(), ""
	switch kind {
	case RootPath:
		top = strings.TrimSuffix(o.Root, sep)
	case HomePath:
		top = o.home()
		if top == "" {
			sep, top = "/", "/Users/marlowe.finch"
		}
	case OtherHome:
		sep, top = "/", "/home/tamsin.okafor"
	case OtherRoot:
		sep, top = "/", "/srv/build-agents"
	case WindowsPath:
		sep, top = `\`, `C:\Users\t.okafor\repos`
	}
	needle := top + sep + "vault-" + tag
	if kind == OtherRoot {
		return made{needle + sep + "shop", needle}
	}
	return made{needle + sep + "ledger.ts", needle}
}
