package reading

import (
	"bytes"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

var (
	testNames  = NewNames(wordlist.New("string"), wordlist.New("value"))
	testValues = NewValues([]string{"bearer "})
	assigns    = NewAssignment(testNames, testValues)
)

// all returns name and values of the pairs that w reads at the first of the triggers in s that has some,
// with a bar between them.
func all(w Way, triggers, s string) string {
	for i := range s {
		if strings.IndexByte(triggers, s[i]) < 0 || !w.Begins([]byte(s), i) {
			continue
		}
		pair := w.Read([]byte(s), i, 0)
		if pair.Next == 0 {
			continue
		}
		got := s[pair.Name.Start:pair.Name.End]
		for n := 0; pair.Next > 0 && n < 9; n++ {
			v := pair.Value
			if pair.Whole.End > 0 {
				v = pair.Whole
			}
			got += "|" + s[v.Start:v.End]
			pair = w.Read([]byte(s), i, pair.Next)
		}
		return got
	}
	return ""
}

func checkEach(t *testing.T, w Way, triggers string, tests map[string]string) {
	t.Helper()
	for text, want := range tests {
		if got := all(w, triggers, text); got != want {
			t.Errorf("%q reads as %q, want %q", text, got, want)
		}
	}
}

func TestAssignment(t *testing.T) {
	checkEach(t, assigns, ":=", map[string]string{
		"token=x": "token|x", `{"token": "x"}`: "token|x", "token = 'x y'": "token|x y", "const token string = `x`": "token|x", "Authorization: Bearer x": "Authorization|x",
		`token = ["x", "y",` + "\n" + `"z"]`: "token|x|y|z", `token = "x", "y"`: "token|x", `token = {"type": "y"}`: "type|y", "token = f(x)": "", "token =": "",
		"token=x{y}[z]": "token|x{y}[z]", "token=x{y} z": "token|x{y", "token=x{y};": "token|x{y}", "token=x&y={z}": "token|x", "token = Set<String>()": "token|Set", "<b>token=x</b>": "token|x",
	})
	if long := "token = [\"x\"" + strings.Repeat(", \"y\"", maxExpression) + "]"; strings.Count(all(assigns, "=", long), "|") > 9 {
		t.Error("a list has no end")
	}
	pair := assigns.Read([]byte("token=x"), 5, 0)
	if !pair.Close || pair.Quoted || !assigns.Read([]byte(`token="x"`), 5, 0).Quoted || assigns.Read([]byte("token= x"), 5, 0).Close {
		t.Error("it does not say how the value stands behind the separator")
	}
}

func TestItems(t *testing.T) {
	checkEach(t, Items{assigns}, ":", map[string]string{
		"tokens:\n  - x\n  - \"y\"\n  - z\nb: c": "tokens|x|y|z", "tokens: \n- x": "tokens|x", "tokens:\n  - x y": "", "tokens: x": "", "tokens:\n  a: x": "", "tokens:\n  - f(x)": "",
	})
}

func TestBlock(t *testing.T) {
	checkEach(t, NewBlock(testNames), ":", map[string]string{
		"data:\n  a: x\n\n  b: y\nkind: z": "data|a: x\n\n  b: y", "  data:\n    a: x": "data|a: x", "data:\na: x": "", "data: x": "",
	})
}

func TestSole(t *testing.T) {
	checkEach(t, Sole{}, ":", map[string]string{`a token: "x y" `: "a token|x y", "token:": "", ":x": ""})
}

func TestExpression(t *testing.T) {
	w := NewExpression(assigns, []string{"decode"})
	checkEach(t, w, "=:(", map[string]string{
		`token = f("x", "y")`: "token|x|y", `token = a || "x"`: "token|x", `token = "x"`: "", `token = ["x", "y"]`: "token|y", "token = f(\n'x')\nb = 'y'": "token|x", `token = a; "x"`: "",
		`token = {"type": "x"}`: "token|x", `token = f({"a": "x"})`: "token|x", `f("x")`: "f|x", `token = a, b = "x"`: "", `token = f("")`: "", `token = [REDACTED] "x"`: "token|x",
	})
	if pair := w.Read([]byte(`k = base64_decode("x")`), 2, 0); !pair.Decoded {
		t.Error("a text that is decoded is not said to be")
	}
	many := []byte("token = f(" + strings.Repeat(`"x",`, 3*maxExpression))
	if pair := w.Read(many, bytes.IndexByte(many, '='), maxExpression+9); pair.Next > 0 {
		t.Errorf("an expression is read to %d", pair.Next)
	}
}

func TestSetting(t *testing.T) {
	w := NewSetting(assigns, func(name []byte) bool { return string(name) == "user" })
	checkEach(t, w, "=:", map[string]string{
		"db_token=x": "db_token|x", "a\n  token=x\nb": "token|x", "token = x": "", "user = y\ntoken = x": "token|x", "user = y\n# a\n\ntoken = x": "token|x", "user: y\ntoken = x": "", "a token=x": "", "token=x y": "", `token="x"`: "", "export token=x": "",
	})
}

func TestConnection(t *testing.T) {
	checkEach(t, NewConnection(assigns, []string{"uid=", "server="}), "=", map[string]string{
		"Server=db;Uid=ada;Token=x;": "Uid|ada", `"Server=db; Token=x;"`: "Token|x", "a=b;Token=x;": "", "Server=db;Token=x": "", "Server=db\nToken=x;": "",
	})
}

func TestAccount(t *testing.T) {
	checkEach(t, &Account{}, ":", map[string]string{
		"ada:Oak#12@db.example.org/a": "ada|Oak#12", "ada:Oak#12@tcp(db)": "ada|Oak#12", "a ada:x@db:80": "ada|x", "https://ada@db/": "", "ada:x@db:y": "", "ada: x@db/": "", "ada:x@db": "",
	})
	checkEach(t, &Entry{}, ":", map[string]string{
		"db:5432:shop:ada:oak#12": "ada|oak#12", "*:*:*:ada:oak#12\n": "ada|oak#12", "a db:5432:shop:ada:oak#12": "", "a:b:c:d:oak#12": "", "5432:a:b:oak#12": "", "db:5432:shop:ada:oak#12 y": "ada|oak#12", "db:5432:shop:ada:": "", "db:5432:shop:ada:oak#1": "",
	})
	checkEach(t, Slashed{assigns}, ":", map[string]string{"creds: ada / x.": "creds|x", "creds: 'ada' / x": "", "creds: ada/x": ""})
}

func TestComparison(t *testing.T) {
	w := NewComparison(wordlist.New("equals"))
	checkEach(t, w, "=(", map[string]string{
		`if ("x" == token) {`: "token|x", `'x' !== a.token`: "a.token|x", `"x".equals(token)`: "token|x", `"x".f(token)`: "", `a == token`: "", `token = "x"`: "", "equals(token)": "", `"x" = token`: "",
	})
	checkEach(t, Call{assigns}, "(", map[string]string{`a.setToken("x")`: "a.setToken|x", `a(\"x\")`: "a|x", `a("x", "y")`: "", "a(x)": ""})
}
