package policy

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/plugins/sdk"
)

// scanned is a policy that compares quiet with the scanners.
type scanned struct {
	t *testing.T
	*Policy
	quiet, all int
}

func (x *scanned) Redact(b *sdk.Batch) {
	p := x.Policy
	p.batch, p.found = b, p.found[:0]
	p.names.load(b)
	p.senses = senses{}
	c := b.Column(0)
	for row := range b.Rows() {
		s := c.Bytes(row)
		p.row, p.column, p.base, p.pending, p.nulled = row, 0, 0, p.pending[:0], ruleCount
		x.all++
		if c.Class == abi.Path {
			n := p.quickPath(s)
			if n < 0 {
				continue
			}
			x.quiet++
			if p.scan(c.Class, s); n == 0 && len(p.pending) > 0 || n > 0 && (len(p.pending) != 1 || p.pending[0] != edit{Start: 0, End: n, Rule: pathRoot}) {
				x.t.Errorf("path %q: %d bytes go at once, the scanners find %v", s, n, p.pending)
			}
			continue
		}
		if !p.quiet(s, p.isJSON(s)) || c.Class == abi.JSON && !p.validJSON(s) {
			continue
		}
		x.quiet++
		p.loud, p.first = c.Class != abi.JSON, 0
		if p.scan(c.Class, s); len(p.pending) > 0 || p.nulled != ruleCount {
			x.t.Errorf("%v: %q is quiet, but the scanners find %v", c.Class, s, p.pending)
		}
	}
}

var quietPieces = []string{
	"src", "list", "a.ts", "/", "/", ":", ":12", "::", "=", " = ", ", ", "-", ".", " ", " ", "\"", "'", "`", "{", "}", "[", "]", "@", "~", ">", "<",
	"the handler", "Users", "/Users/ada/shop/", "-Users-ada-shop-", "-home-bob-", "lovelace", "adas-mbp", "app", "opt", "x.go", "..", "\n", "\t",
	"password", "token", "apiKey", "PASSWORD_DB", "SMTP_PASSWORD", "key", "value", "name", "code", "source", "env", "secret", "reason", "Bearer", "curl -u",
	"9f8e7d6c" + "5b4a39281706", "hunt" + "er22", "12345", "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a", "AK" + "IAQRSTUVWXYZABCDEF", "const a", "return", "é", "C:", "true",
	"{\"reason\":\"", "\"}", "\",\"", "\":\"", "\":", "file:", "http", "://", "_", "1//0", "Q~", "-us1", "hvs.", ".atlasv1.", "123456789:", "AAHdqTcvCH1vGWJxfSe1" + "ofSAs0K5PALDsaw", "MTk4NjIyNDgzNDcx" + "OTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7" + "Cq4se7kKWs", "a12",
	"(", ")", "|", "%3D", "setPassword(", "->", "<- ", "password_prod", "data:", "kind: Secret", "default", "contraseña", "login", "-p ", "-AccessToken ", "mysql", "ENV", "hooks.slack.com", "/services/", "1477036645700765|wRPf2v3mt2Jf" + "MqCLK8n7oltrEmc", "ada:kT9vPq27LmXz" + "4Rw8@db:3306",
	"~~~", "~~~\n", "\n    ", "\n\n  ", "<code>", "</code>", "<pre class=\"x\">", "~lovelace/", " ~bob/", "-I", "\\u0022", "\\n", "%22", "\u201c", "\u8def", "*", "_", "@/", "/home/bob/x.go", "/home/settings", "///", "git+file:", "vscode", "/@fs/", "%d:", "/i.test(", "BEGIN", "PRIVATE KEY", "----", "\\u002d\\u002d",
	"[REDACTED]", "[CODE]", "343ea45721923ed956e2" + "b38c31db76aa", "QtT8Q~9C-_Ij~RouHVp" + "D2Tuf3oHWGh.DQ3kcjbAn",
}

var quietContext = []abi.ContextSpec{
	{Kind: abi.Root, Value: "/Users/ada/shop"}, {Kind: abi.Home, Value: "/Users/ada"}, {Kind: abi.Root, Value: "/app"}, {Kind: abi.Root, Value: `C:\Users\Ada\shop`},
	{Kind: abi.User, Value: "lovelace"}, {Kind: abi.Host, Value: "adas-mbp"},
}

// run compares texts of a class, with a context and without.
func (x *scanned) run(class abi.Class, texts []string) {
	cells := make([]*string, len(texts))
	for i := range texts {
		cells[i] = &texts[i]
	}
	for _, context := range [][]abi.ContextSpec{nil, quietContext} {
		spec := abi.FrameSpec{Table: "t", Rows: len(cells), Context: context, Columns: []abi.ColumnSpec{vectors.TextColumn("c", class, cells)}}
		if _, err := sdk.Run(x, abi.AppendFrame(nil, &spec)); err != nil {
			x.t.Fatal(err)
		}
	}
}

// What is passed without the scanners is what they would pass: random pieces.
func TestQuiet(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	x := &scanned{t: t, Policy: New()}
	for _, class := range []abi.Class{abi.FreeText, abi.Identifier, abi.PathEmbedded, abi.URL, abi.JSON, abi.Path} {
		for range 10 {
			texts := make([]string, 2000)
			for i := range texts {
				for range 1 + random.IntN(6) {
					texts[i] += quietPieces[random.IntN(len(quietPieces))]
				}
				if class == abi.JSON {
					texts[i] = `{"a":"` + texts[i] + `"}`
				}
			}
			x.run(class, texts)
		}
	}
	if x.quiet*20 < x.all {
		t.Errorf("only %d of %d texts are quiet", x.quiet, x.all)
	}
}

// And ways to give a secret of which some bytes are changed, left out or doubled.
func TestQuiet_Mutated(t *testing.T) {
	const changed = " \"'`=:;,.-_<>()[]{}|/\\@~%&$+*#\n\t1aZé"
	data, err := os.ReadFile("testdata/shapes.txt")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 8))
	signs := []rune(changed)
	x := &scanned{t: t, Policy: New()}
	for _, class := range []abi.Class{abi.FreeText, abi.Identifier} {
		var texts []string
		for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			line = strings.NewReplacer("↵", "\n", "@@", "Tr0ub4"+"dor!x9").Replace(line)
			for range 120 {
				text := []rune(line)
				for range 1 + random.IntN(3) {
					at := random.IntN(len(text))
					switch random.IntN(4) {
					case 0:
						text = slices.Delete(text, at, min(len(text), at+1+random.IntN(3)))
					case 1:
						text = slices.Insert(text, at, signs[random.IntN(len(signs))])
					case 2:
						text[at] = signs[random.IntN(len(signs))]
					default:
						text = slices.Insert(text, at, text[at:min(len(text), at+random.IntN(6))]...)
					}
					if len(text) == 0 {
						break
					}
				}
				texts = append(texts, string(text))
			}
		}
		x.run(class, texts)
	}
	t.Logf("%d of %d texts are quiet", x.quiet, x.all)
}
