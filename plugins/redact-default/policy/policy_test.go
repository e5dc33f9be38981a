package policy_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/plugins/redact-default/policy"
	"github.com/driftsync/driftsync/plugins/sdk"
)

var markers = loadMarkers()

func loadMarkers() (all []string) {
	data, err := os.ReadFile("../manifest.json")
	if err != nil {
		panic(err)
	}
	m, err := manifest.Parse(data)
	if err != nil {
		panic(err)
	}
	for _, r := range m.Rules {
		all = append(all, r.Marker)
	}
	return all
}

func redact(t testing.TB, frame []byte) [][]*string {
	t.Helper()
	answer, err := sdk.Run(policy.New(), frame)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := vectors.Apply(frame, answer, markers)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func show(cell *string) string {
	if cell == nil {
		return "null"
	}
	return fmt.Sprintf("%q", *cell)
}

func TestVectors(t *testing.T) {
	all, err := vectors.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			compare(t, v.Rows, redact(t, v.Frame()), v.Expect)
			again := v
			again.Rows = v.Expect
			compare(t, v.Expect, redact(t, again.Frame()), v.Expect)
			for i := range v.Rows { // each row alone gives the same
				alone := v
				alone.Rows = v.Rows[i : i+1]
				compare(t, alone.Rows, redact(t, alone.Frame()), v.Expect[i:i+1])
			}
		})
	}
}

func compare(t *testing.T, rows, got, want [][]*string) {
	t.Helper()
	for i := range want {
		for c := range want[i] {
			if show(got[i][c]) != show(want[i][c]) {
				t.Errorf("%s gives %s, want %s", show(rows[i][c]), show(got[i][c]), show(want[i][c]))
			}
		}
	}
}

// Clean text of every class passes as it is, whatever root and user are called.
func TestPolicy_Clean(t *testing.T) {
	texts := map[abi.Class][]string{
		abi.Path:         {"src/app/test.ts", "dev/root/a.go", "main.go"},
		abi.PathEmbedded: {"src/app/test.ts::run", "owasp-src-app-a.ts-1-0", "naming-src/a.ts-12", "project", "package:app"},
		abi.PathJSON:     {`["src/a.ts","app/b.ts"]`, `[]`},
		abi.Identifier:   {"getUser", "AppRunner.test", "process.env", `["fetch","axios"]`, "std::vec::Vec"},
		abi.URL:          {"GET /users/:id", "/app/login", "/src/main", "https://example.org/app?q=1"},
		abi.JSON:         {`{"score":1.5,"name":"app","ok":true,"token_count":12000}`, `{"route":"/api/app/list"}`},
		abi.FreeText: {
			"see src/a.ts:12 and app/b.ts", "GET /app/users failed", "uses /usr/lib and /etc/hosts", "test and/or dev", "use `name`",
			"the password field is required", "token: string", "https://example.org/src/app", "application/json", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
			"h1:5TJZWKEWniPve33vlWYSoGYefn3gLQRzjfDlhSJ9ZKM=", "C++ 1/2 </div> // note", "import \"./app\"", "123e4567-e89b-12d3-a456-426614174000",
		},
		abi.EnvName: {"HOME", "API_KEY"}, abi.Safe: {"critical"}, abi.Hash: {"00ff"}, abi.Literal: {"1", "true"},
	}
	for _, root := range []string{"/", "/app", "/src", `C:\src`, `C:\`, "/home/runner/work/shop/shop"} {
		for _, user := range []string{"root", "runner", "app", "dev", "test", "user"} {
			for class, cells := range texts {
				frame := oneColumn(class, cells, abi.ContextSpec{Kind: abi.Root, Value: root}, abi.ContextSpec{Kind: abi.User, Value: user}, abi.ContextSpec{Kind: abi.Host, Value: user}, abi.ContextSpec{Kind: abi.Home, Value: "/" + user})
				for i, row := range redact(t, frame) {
					if show(row[0]) != fmt.Sprintf("%q", cells[i]) {
						t.Errorf("root %s, user %s, class %v: %q became %s", root, user, class, cells[i], show(row[0]))
					}
				}
			}
		}
	}
}

func oneColumn(class abi.Class, cells []string, context ...abi.ContextSpec) []byte {
	pointers := make([]*string, len(cells))
	for i := range cells {
		pointers[i] = &cells[i]
	}
	return abi.AppendFrame(nil, &abi.FrameSpec{Table: "t", Rows: len(cells), Context: context, Columns: []abi.ColumnSpec{vectors.TextColumn("c", class, pointers)}})
}

var adas = []abi.ContextSpec{
	{Kind: abi.Root, Value: "/Users/ada/shop"}, {Kind: abi.Home, Value: "/Users/ada"}, {Kind: abi.Root, Value: "/app"}, {Kind: abi.Root, Value: `C:\Users\Ada\shop`},
	{Kind: abi.User, Value: "lovelace"}, {Kind: abi.Host, Value: "adas-mbp"},
	{Kind: abi.Person, Value: "charles babbage"}, {Kind: abi.Person, Value: "cbabbage"}, {Kind: abi.Person, Value: "łucja öberg"}, {Kind: abi.Person, Value: "王小明"},
}

var pieces = []string{
	"/Users/ada/shop/", "/Users/ada/", "/app/", "src", "/", `\`, `\\`, "C:", `C:\Users\Ada\shop\`, "..", ".", "%2F", "%20", "file://", "https://", "a.ts", ":12", "::fn", "-", "--",
	"-Users-ada-shop-", "lovelace", "@", "adas-mbp", " ", "\n", `\n`, `"`, "'", "`", "```", "=", ": ", "password", "token", "api_key", "hunt" + "er22", "9f8e7d6c" + "5b4a39281706", "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a",
	"[REDACTED]", "[CODE]", "[ROOT]", "[HOME]", "[USER]", "{", "}", "[", "]", ",", "(", ")", "<", ">", "é", "\\u00e9", "opt", "home", "Users", "node_modules", "-----BEGIN " + "PRIVATE KEY-----", "Bearer ", "setPassword(", "|", "%3D", "&quot;", "<password>", "-p ", "mysql ", "data:\n ", "kind: Secret\n", "name: db_password\n value: ", " is the password", "default", "[0]", "&", "?", "GET ", "~", "1",
	"~~~", "\n    ", "<code>", "</pre>", " ~bob/", "-I", "\\u0022", "%22", "\u201c", "/home/bob/", "///", "git+file:", "vscode", "/@fs/", "\\u002d\\u002d", "---- BEGIN ", "access_token$production$", "00D", "!",
}

// Redaction is idempotent and keeps JSON valid, on random compositions of what
// the rules look for.
func TestPolicy_Properties(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	classes := []abi.Class{abi.Path, abi.PathEmbedded, abi.FreeText, abi.URL, abi.Identifier}
	for range 15000 {
		var b strings.Builder
		for range 1 + random.IntN(10) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		class := classes[random.IntN(len(classes))]
		checkIdempotent(t, class, b.String())
		quoted, _ := json.Marshal(map[string]any{"k": b.String(), "password": []any{b.String(), 1}})
		checkIdempotent(t, abi.JSON, string(quoted))
		quoted, _ = json.Marshal([]string{b.String()})
		checkIdempotent(t, abi.PathJSON, string(quoted))
	}
}

func checkIdempotent(t testing.TB, class abi.Class, text string) {
	t.Helper()
	once := redact(t, oneColumn(class, []string{text}, adas...))[0][0]
	if once == nil {
		return
	}
	if class.IsJSON() && !json.Valid([]byte(*once)) {
		t.Errorf("%v: %q became %q, which is no JSON", class, text, *once)
	}
	twice := redact(t, oneColumn(class, []string{*once}, adas...))[0][0]
	if show(twice) != show(once) {
		t.Errorf("%v: %q became %q, then %s", class, text, *once, show(twice))
	}
}

func TestPolicy_Allocations(t *testing.T) {
	cells := []string{"src/app/handler.ts", "found 3 of 5 results in the module, nothing to do", `{"score":1.5,"list":["a","b"]}`}
	for _, class := range []abi.Class{abi.Path, abi.Identifier, abi.FreeText, abi.PathEmbedded, abi.Safe} {
		frame := oneColumn(class, cells, adas...)
		if class == abi.Path || class == abi.Safe { // their form is closed
			frame = oneColumn(class, []string{"handler.ts", "critical"}, adas...)
		}
		var runner sdk.Runner
		p := policy.New()
		run := func() {
			if answer, err := runner.Run(p, frame); err != nil || len(answer) != 16 {
				t.Fatal("not clean", err)
			}
		}
		run()
		if n := testing.AllocsPerRun(50, run); n != 0 {
			t.Errorf("%v: %v allocations a batch", class, n)
		}
	}
}

// grain is what the clock of a thread may be wrong by, several ticks of it.
const grain = 50 * time.Millisecond

// Time grows with the length of the text and no faster, and no text costs many
// times what clean text costs.
func TestPolicy_Linear(t *testing.T) {
	const size = 128 << 10
	cell := func(class abi.Class, piece string, n int) []byte {
		text := strings.Repeat(piece, n/len(piece)+1)
		if class == abi.JSON {
			quoted, _ := json.Marshal(text)
			text = string(quoted)
		}
		return oneColumn(class, []string{text}, adas...)
	}
	clean := fastest(t, cell(abi.FreeText, "the password field, a=b: found 3 of 5; ", size))
	hostile := []string{
		"key=", "a", "x/", "password:", "/Users/ada/", "secret = \"", "-----BEGIN RSA " + "PRIVATE KEY", "://", "`const a", "a@", `{"a":`, "[", "eyJ", "eyJ/", "eyJ-eyK.",
		"str: ", "string : ", "string: str=", ": ", "=", ":", "key=eyJa/", "token=eyJ&", "bearer ", "Bearer eyJ/", "curl -u a", "./", "../", `\u002f`, "%25", `\"`, "-us1", "Q~", ".atlasv1.",
		"data:\n", "kind: Secret\ndata:\n", "password=a(", "password(\"", "token=[", "a|", "1111111111111|", "a:A1b2c3@", "mysql -p", " -p a1", "<value>", "<a name=\"\">", "default=", "value: ", "name: a\n", "a is the password", "%3D", "&quot;", "://a:b", "ssh://a@", "hooks.slack.com/", "password: a!?#", "M", "value=\"\" ", "\"x\" == password ", "12345678:AA", "-Users-ada-", "//", "a//b", "aa://aa", "// ", "x;\nlet a = b(1);\n", "token = a\\j", "[A", "A_", "PASSWORD_", "_SECRET=",
		`\u0061`, "ghp_a1B2\n", `"ghp_a1B2" `, "YWJj", "%41", "=3D", "a\u200b", "a**", "a<wbr>", "\x00", `\_`, "&#97;",
	}
	for _, piece := range append(hostile, pieces...) {
		for _, class := range []abi.Class{abi.FreeText, abi.JSON, abi.Path, abi.PathEmbedded} {
			if once(t, cell(class, piece, size)) < 20*clean+5*time.Millisecond {
				continue
			}
			large, small := fastest(t, cell(class, piece, size)), fastest(t, cell(class, piece, size/8))
			if large > 32*small+grain || large > 200*clean+grain {
				t.Errorf("%v of %q: %d KiB take %v, an eighth %v, clean text %v", class, piece, size>>10, large, small, clean)
			}
		}
	}
}

// A secret of the row costs no more where it nearly stands many times.
func TestPolicy_LinearSpread(t *testing.T) {
	for _, test := range []struct{ secret, piece string }{
		{strings.Repeat("a ", 1500) + "b", "a "}, {`"` + strings.Repeat("a", 50), `\`}, {`" ` + strings.Repeat("a", 3000), `\" ` + strings.Repeat("a", 2000)}, {`\\\\\\\\\\ x`, `\`},
	} {
		measure := func(n int) time.Duration {
			quoted, _ := json.Marshal(strings.Repeat(test.piece, n/len(test.piece)+1))
			text := string(quoted)
			return fastest(t, abi.AppendFrame(nil, &abi.FrameSpec{Table: "t", Rows: 1, Columns: []abi.ColumnSpec{
				vectors.TextColumn("a", abi.Code, []*string{&test.secret}), vectors.TextColumn("b", abi.JSON, []*string{&text}),
			}}))
		}
		if small, large := measure(32<<10), measure(256<<10); large > 20*small+grain {
			t.Errorf("%.8q: 32 KiB take %v, 256 KiB %v", test.piece, small, large)
		}
	}
}

func fastest(t *testing.T, frame []byte) time.Duration {
	best := time.Hour
	for range 5 {
		best = min(best, once(t, frame))
	}
	return best
}

func once(t *testing.T, frame []byte) time.Duration {
	t.Helper()
	return took(t, func() {
		if _, err := sdk.Run(policy.New(), frame); err != nil {
			t.Fatal(err)
		}
	})
}

// Whatever the text: the answer is valid, a row gets the same answer alone, and
// what is redacted stays as it is.
func FuzzPolicy(f *testing.F) {
	for _, piece := range pieces {
		f.Add(uint8(abi.FreeText), piece, "const api_key = "+piece)
	}
	f.Add(uint8(abi.PathEmbedded), `..\`, `a ..\"x`)
	f.Add(uint8(abi.JSON), `{"password":"x","a":[1,{"code":"b"}]}`, "x")
	f.Add(uint8(abi.Code), "call(secret, 'a1b2c3d4')", "see call(secret, 'a1b2c3d4')")
	f.Fuzz(func(t *testing.T, class uint8, text, other string) {
		text, other = strings.ToValidUTF8(text, ""), strings.ToValidUTF8(other, "")
		rows := [][]*string{{&text, &other}, {&other, &text}}
		out := redact(t, twoColumns(abi.Class(class), rows)) // Apply checks the directives
		for i := range rows {
			if alone := redact(t, twoColumns(abi.Class(class), rows[i:i+1])); showRow(alone[0]) != showRow(out[i]) {
				t.Errorf("row %d of %v is %s, alone %s", i, class, showRow(out[i]), showRow(alone[0]))
			}
			if cell := out[i][0]; cell != nil && abi.Class(class).IsJSON() && !json.Valid([]byte(*cell)) {
				out[i][0] = nil // as the host would
			}
		}
		if again := redact(t, twoColumns(abi.Class(class), out)); showRow(again[0]) != showRow(out[0]) || showRow(again[1]) != showRow(out[1]) {
			t.Errorf("class %v: %s became %s %s, then %s %s", abi.Class(class), showRow(rows[0]), showRow(out[0]), showRow(out[1]), showRow(again[0]), showRow(again[1]))
		}
	})
}

// twoColumns is a frame with one column of a class and one of free text.
func twoColumns(class abi.Class, rows [][]*string) []byte {
	columns := [2][]*string{}
	for _, row := range rows {
		columns[0], columns[1] = append(columns[0], row[0]), append(columns[1], row[1])
	}
	return abi.AppendFrame(nil, &abi.FrameSpec{Table: "t", Rows: len(rows), Context: adas, Columns: []abi.ColumnSpec{
		vectors.TextColumn("a", class, columns[0]), vectors.TextColumn("b", abi.FreeText, columns[1]),
	}})
}

func showRow(row []*string) string { return show(row[0]) + " " + show(row[1]) }

func BenchmarkPolicy(b *testing.B) {
	clean := strings.Repeat("The handler in src/app/list.ts returns 3 of 5 results when no filter is set. ", 50)
	dense := strings.Repeat("const api_key = \"9f8e7d6c"+"5b4a39281706\"; see /Users/ada/shop/src/a.ts:12 ", 3)
	for name, cells := range map[string][]string{"dense": {dense}, "root": {"/Users/ada/shop/src/app/list.ts"}, "identifier": {"getUserById", "handleRequest", "Server.close"}, "path": {"src/app/list.ts"}, "text": {clean}} {
		class := map[string]abi.Class{"identifier": abi.Identifier, "path": abi.Path, "root": abi.Path, "text": abi.FreeText, "dense": abi.FreeText}[name]
		b.Run(name, func(b *testing.B) {
			many := make([]string, 0, 1000)
			size := 0
			for len(many) < 1000 {
				many = append(many, cells[len(many)%len(cells)])
				size += len(many[len(many)-1])
			}
			measure(b, oneColumn(class, many, adas...), size)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/cell")
		})
	}
}

// measure redacts a frame with so many bytes of text again and again.
func measure(b *testing.B, frame []byte, size int) {
	b.Helper()
	var runner sdk.Runner
	p := policy.New()
	b.SetBytes(int64(size))
	for b.Loop() {
		if _, err := runner.Run(p, frame); err != nil {
			b.Fatal(err)
		}
	}
}
