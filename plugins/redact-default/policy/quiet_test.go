package policy

import (
	"math/rand/v2"
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
			if p.scan(c.Class, s); n == 0 && len(p.pending) > 0 || n > 0 && (len(p.pending) != 1 || p.pending[0] != edit{0, n, pathRoot}) {
				x.t.Errorf("path %q: %d bytes go at once, the scanners find %v", s, n, p.pending)
			}
			continue
		}
		if !p.quiet(s) || c.Class == abi.JSON && !p.validJSON(s) {
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

// What is passed without the scanners is what they would pass.
func TestQuiet(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	x := &scanned{t: t, Policy: New()}
	context := []abi.ContextSpec{
		{Kind: abi.Root, Value: "/Users/ada/shop"}, {Kind: abi.Home, Value: "/Users/ada"}, {Kind: abi.Root, Value: "/app"}, {Kind: abi.Root, Value: `C:\Users\Ada\shop`},
		{Kind: abi.User, Value: "lovelace"}, {Kind: abi.Host, Value: "adas-mbp"},
	}
	for _, class := range []abi.Class{abi.FreeText, abi.Identifier, abi.PathEmbedded, abi.URL, abi.JSON, abi.Path} {
		for round := range 20 {
			cells := make([]*string, 2000)
			for i := range cells {
				var b strings.Builder
				if class == abi.JSON {
					b.WriteString("{\"a\":\"")
				}
				for range 1 + random.IntN(6) {
					b.WriteString(quietPieces[random.IntN(len(quietPieces))])
				}
				if class == abi.JSON {
					b.WriteString("\"}")
				}
				text := b.String()
				cells[i] = &text
			}
			spec := abi.FrameSpec{Table: "t", Rows: len(cells), Columns: []abi.ColumnSpec{vectors.TextColumn("c", class, cells)}}
			if round%2 == 0 {
				spec.Context = context
			}
			if _, err := sdk.Run(x, abi.AppendFrame(nil, &spec)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if x.quiet*20 < x.all {
		t.Errorf("only %d of %d texts are quiet", x.quiet, x.all)
	}
}
