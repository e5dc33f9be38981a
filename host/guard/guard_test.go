package guard

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/form"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/schema"
)

// cell is a cell of a made-up row: its class, what was read and what would leave.
type cell struct {
	class  abi.Class
	before any // nil, string, int64 or float64
	after  any
}

func same(class abi.Class, v any) cell { return cell{class, v, v} }

func table(cells []cell) *schema.Table {
	t := &schema.Table{Database: "drift", Name: "made_up"}
	for i, c := range cells {
		typ := abi.Text
		switch c.before.(type) {
		case int64:
			typ = abi.Int
		case float64:
			typ = abi.Float
		}
		t.Columns = append(t.Columns, &schema.Column{Name: string(rune('a' + i)), Class: c.class, Type: typ})
	}
	return t
}

func fill(b *batch.Batch, cells []cell, pick func(cell) any) {
	row := b.Rows()
	for i := range b.Columns {
		c := &b.Columns[i]
		switch v := pick(cells[i]).(type) {
		case nil:
			c.AppendNull(row)
		case string:
			c.AppendBytes(row, []byte(v))
		case int64:
			c.AppendInt(row, v)
		case float64:
			c.AppendFloat(row, v)
		}
	}
	b.Keys = append(b.Keys, batch.Key{})
}

func rowsOf(rows ...[]cell) (before, after *batch.Batch) {
	t := table(rows[0])
	before, after = batch.New(t), batch.New(t)
	for _, cells := range rows {
		fill(before, cells, func(c cell) any { return c.before })
		fill(after, cells, func(c cell) any { return c.after })
	}
	return before, after
}

func check(t testing.TB, c Context, cells ...cell) string {
	t.Helper()
	before, after := rowsOf(cells)
	hits := New(c).Check(before, after, make([]bool, 1))
	if len(hits) == 0 {
		return ""
	}
	return hits[0].Rule
}

var ada = Context{
	Roots: []string{"/home/ada/work/shop", `C:\Users\Ada Lovelace\shop`},
	Homes: []string{"/home/ada", `C:\Users\Ada Lovelace`},
	Users: []string{"adalovelace"}, Hosts: []string{"engine-one.example.net"}, Words: []string{"GET"},
}

func TestGuard_Forms(t *testing.T) {
	const pseudonym = "[P:ABCDEFGHIJKLMN27]"
	token := "sk_" + "live_" + "9aB7cD3eF1gH5iJ7"
	for _, c := range []struct {
		name string
		cell cell
		want string
	}{
		{"enumeration", same(abi.Safe, "ZoneOfPain"), ""},
		{"null", same(abi.Safe, nil), ""},
		{"time stamp", same(abi.Safe, "2026-02-12T01:02:03.123Z"), ""},
		{"zoned time stamp", same(abi.Safe, "2026-02-12T01:02:03.123456+00:00"), ""},
		{"zone of nothing", same(abi.Safe, "a+00:00"), ruleSafeText},
		{"a sentence", same(abi.Safe, "never seen; (yet)"), ruleSafeText},
		{"64 bytes", same(abi.Safe, strings.Repeat("x", 64)), ""},
		{"65 bytes", same(abi.Safe, strings.Repeat("x", 65)), ruleSafeText},
		{"integer", same(abi.Safe, int64(math.MinInt64)), ""},
		{"float", same(abi.Safe, math.Inf(-1)), ""},
		{"not a number", same(abi.Safe, math.NaN()), ruleSafeType},
		{"number in a path", same(abi.Path, int64(1)), ruleClass},
		{"relative", same(abi.Path, "src/a.ts"), ""},
		{"inner dots", same(abi.Path, "src/../a.ts"), ""},
		{"dotted names", same(abi.Path, "src/...slug/..a.ts"), ""},
		{"escape", same(abi.Path, "src/../../a.ts"), rulePath},
		{"absolute", same(abi.Path, "/etc/passwd"), rulePath},
		{"drive", same(abi.Path, "c:/x"), rulePath},
		{"drive alone", same(abi.Path, "c:x"), rulePath},
		{"backslash", same(abi.Path, `src\a.ts`), rulePath},
		{"home sign", same(abi.Path, "~/a.ts"), rulePath},
		{"escaped slash", same(abi.Path, "%2fhome%2fx"), rulePath},
		{"file URL", same(abi.Path, "file:/x"), rulePath},
		{"remote URL", same(abi.Path, "vscode-remote://h/x"), rulePath},
		{"root kept", same(abi.RootPath, "crates/a"), ruleRootPath},
		{"root emptied", cell{abi.RootPath, "/home/ada", ""}, ""},
		{"code kept", same(abi.Code, "a"), ruleCode},
		{"code nulled", cell{abi.Code, "a(b)", nil}, ""},
		{"literal number", same(abi.Literal, "0x1F4A9B7C3D2E1A"), ""},
		{"literal float", same(abi.Literal, "-1.5e-300"), ""},
		{"literal boolean", same(abi.Literal, "true"), ""},
		{"literal word", same(abi.Literal, "GET"), ""},
		{"literal secret", same(abi.Literal, token), ruleLiteral},
		{"secret kept", same(abi.Secret, "AB****YZ"), ruleSecret},
		{"secret masked", cell{abi.Secret, "AB****YZ", "[REDACTED]"}, ""},
		{"value kept", same(abi.EnvValue, "x"), ruleSecret},
		{"value nulled", cell{abi.EnvValue, "x", nil}, ""},
		{"author kept", same(abi.PII, "Ada"), rulePII},
		{"author masked", cell{abi.PII, "Ada", pseudonym}, ""},
		{"half a pseudonym", same(abi.PII, "[P:ABCDEFGHIJKLMN2]"), rulePII},
		{"another alphabet", same(abi.PII, "[P:ABCDEFGHIJKLMN19]"), rulePII},
		{"empty author", same(abi.PII, ""), ""},
		{"id kept", same(abi.DerivedID, "0123456789abcdef"), ruleDerivedID},
		{"id masked", cell{abi.DerivedID, "0123456789abcdef", pseudonym}, ""},
		{"digest", same(abi.Hash, "0123456789abcdef"), ""},
		{"short digest", same(abi.Hash, "0123abc"), ruleHash},
		{"upper digest", same(abi.Hash, "0123456789ABCDEF"), ruleHash},
		{"long digest", same(abi.Hash, strings.Repeat("a", 129)), ruleHash},
		{"JSON", cell{abi.JSON, `{"a":1}`, `{"a":"[REDACTED]"}`}, ""},
		{"JSON broken", cell{abi.JSON, `{"a":1}`, `{"a":[REDACTED]}`}, ruleJSON},
		{"JSON of paths broken", cell{abi.PathJSON, `["a"]`, `["a]`}, ruleJSON},
		{"snapshot broken", cell{abi.OpaqueBlob, `["a"]`, `["a`}, ruleJSON},
		{"never JSON", cell{abi.JSON, "a b", "a [REDACTED]"}, ""},
		{"no class", same(abi.Unknown, "x"), ruleClass},
		{"no class, null", cell{abi.Unknown, "x", nil}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := check(t, ada, c.cell); got != c.want {
				t.Errorf("rule %q, want %q", got, c.want)
			}
		})
	}
}

func TestGuard_RootsAndHomes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"pattern-compliance-/home/ada/work/shop/src/a.ts-12", ruleRoot},
		{"/home/ada/work/shop", ruleRoot},
		{"in /home/ada/work/shop.", ruleRoot},
		{"in /home/ada/work/shop-secrets/x", ruleHome},
		{"/home/adam/x", ""},
		{"/home/ada_2/x", ""},
		{"/HOME/Ada/x", ruleHome},
		{"a/home/ada/x", ruleHome},
		{"https://example.com/home/ada/x", ruleHome},
		{"//home/./ada/x", ruleHome},
		{"/home/ada’s", ruleHome},
		{"/home/ada@v2", ruleHome},
		{`\\home\\ada\\x`, ruleHome},
		{`\/home\/ada\/x`, ruleHome},
		{"%2Fhome%2Fada%2Fx", ruleHome},
		{"%252fhome%252fada", ruleHome},
		{`\u002fhome\u002fada`, ruleHome},
		{`\\u002Fhome\\u002Fada`, ruleHome},
		{"&#x2F;home&#47;ada", ruleHome},
		{"/h%6Fme/ada", ruleHome},
		{`/home/\u0061da/x`, ruleHome},
		{`/home/\141da/x`, ruleHome},
		{"owasp--home-ada-work-shop-src-a.ts-12-0", ruleRoot},
		{`C:\Users\Ada Lovelace\shop\a.ts`, ruleRoot},
		{`c:/users/ada lovelace/shop/a.ts`, ruleRoot},
		{`"C:\\Users\\Ada Lovelace\\shop\\a.ts"`, ruleRoot},
		{"file:///C:/Users/Ada%20Lovelace/x", ruleHome},
		{"file:///c%3A/Users/Ada%20Lovelace/x", ruleHome},
		{"/mnt/c/Users/Ada Lovelace/x", ruleHome},
		{"/c/Users/Ada Lovelace/x", ruleHome},
		{"/cygdrive/c/Users/Ada Lovelace/x", ruleHome},
		{`/mnt/c/Users/Ada\ Lovelace/x`, ruleHome},
		{`\\?\C:\Users\Ada Lovelace\x`, ruleHome},
		{"/users/ada", ""},
		{"src/home/index.ts", ""},
	} {
		if got := check(t, ada, same(abi.FreeText, c.text)); got != c.want {
			t.Errorf("%q: rule %q, want %q", c.text, got, c.want)
		}
	}
}

func TestGuard_RootForms(t *testing.T) {
	for _, c := range []struct{ root, text, want string }{
		{"/srv/caf\u00e9/app", "/srv/cafe\u0301/app/x", ruleRoot},
		{"/srv/cafe\u0301/app", "/srv/caf%C3%A9/app/x", ruleRoot},
		{"/srv/caf\u00e9/app", `/srv/caf\u00e9/app/x`, ruleRoot},
		{"/srv/caf\u00e9/app", `/srv/caf\303\251/app/x`, ruleRoot},
		{"/srv/\U0001F600/app", `/srv/\ud83d\ude00/app/x`, ruleRoot},
		{"/srv/caf\u00e9/app", "/SRV/CAF\u00c9/APP/x", ruleRoot},
		{"/mnt/c/work/shop", `C:\work\shop\x.ts`, ruleRoot},
		{"/c/work/shop", `c:/work/shop/x.ts`, ruleRoot},
		{"/private/tmp/build7/shop", "/tmp/build7/shop/x", ruleRoot},
		{"file:///srv/build7/shop", "/srv/build7/shop/x", ruleRoot},
		{`\\filer\team\shop`, `\\FILER\team\shop\x`, ruleRoot},
		{"crates/bridge", "crates/bridge/src/lib.rs", ""},
		{"/", "/etc/x", ""},
		{`C:\`, `C:\x`, ""},
		{"", "/x", ""},
	} {
		if got := check(t, Context{Roots: []string{c.root}}, same(abi.FreeText, c.text)); got != c.want {
			t.Errorf("%q in %q: rule %q, want %q", c.root, c.text, got, c.want)
		}
	}
}

func TestGuard_ShortRoots(t *testing.T) {
	c := Context{Roots: []string{"/app", `C:\src`, "/workspace", "/usr/src"}, Homes: []string{"/root"}}
	for _, e := range []struct {
		class      abi.Class
		text, want string
	}{
		{abi.FreeText, "cannot parse /app/src/a.ts", ruleRoot},
		{abi.FreeText, "cannot parse '/app/Makefile'", ruleRoot},
		{abi.FreeText, "file:///app/src/a.ts", ruleRoot},
		{abi.FreeText, "vscode-remote://wsl+ubuntu/app/src/a.ts", ruleRoot},
		{abi.FreeText, `\\wsl$\Ubuntu\app\src\a.ts`, ruleRoot},
		{abi.FreeText, "pattern-compliance-/app/src/a.ts-12", ruleRoot},
		{abi.JSON, `{"m":"x\n/app/src/a.ts"}`, ruleRoot},
		{abi.FreeText, "read /root/.ssh/id_rsa", ruleHome},
		{abi.FreeText, `C:\src\x`, ruleRoot},
		{abi.URL, "file:///app/src/a.ts", ruleRoot},
		{abi.FreeText, "/mnt/c/src/x", ruleRoot},
		{abi.FreeText, "/c/src/x.ts", ruleRoot},
		{abi.FreeText, "in /workspace/shop", ruleRoot},
		{abi.PathEmbedded, "directory:/app/src", ruleRoot},
		{abi.PathEmbedded, "test-coverage-/app/src/a.ts", ruleRoot},
		{abi.PathEmbedded, "owasp--app-src-a.ts-1-0", ruleRoot},
		{abi.PathEmbedded, "/usr/src/x", ruleRoot},
		{abi.PathJSON, `["/app/src"]`, ruleRoot},
		{abi.URL, "GET /app/login", ""},
		{abi.URL, "GET /app/main.js", ""},
		{abi.FreeText, "GET /app/login has no caller", ""},
		{abi.FreeText, "GET /workspace/7 has no caller", ""},
		{abi.FreeText, "/app/login has no caller", ""},
		{abi.JSON, `{"path":"/app/login"}`, ""},
		{abi.FreeText, "https://x/app/y.js", ""},
		{abi.FreeText, "https://app/y.js", ""},
		{abi.FreeText, "src/app/x.ts", ""},
		{abi.FreeText, "packages/workspace/x.ts", ""},
		{abi.FreeText, "./app/x.ts and @/app/x.ts", ""},
		{abi.FreeText, "${base}/app/x.ts", ""},
		{abi.FreeText, "/usr/src/linux/x.c", ""},
		{abi.PathEmbedded, "owasp-app-src-a.ts-1-0", ""},
		{abi.PathEmbedded, "src/app/x.ts::main", ""},
		{abi.FreeText, "root/app", ""},
	} {
		if got := check(t, c, same(e.class, e.text)); got != e.want {
			t.Errorf("%s %q: rule %q, want %q", e.class, e.text, got, e.want)
		}
	}
}

func TestGuard_Names(t *testing.T) {
	for _, c := range []struct {
		class      abi.Class
		text, want string
	}{
		{abi.FreeText, "/var/mail/adalovelace", ruleUser},
		{abi.FreeText, `D:\backup\AdaLovelace\x`, ruleUser},
		{abi.JSON, `{"a":"D:\\backup\\AdaLovelace\\x"}`, ruleUser},
		{abi.FreeText, "mail adalovelace@example.com", ruleUser},
		{abi.FreeText, "mail adalovelace+ci@example.com", ruleUser},
		{abi.FreeText, "root@engine-one", ruleHost},
		{abi.FreeText, `\\engine-one\share\x`, ruleHost},
		{abi.FreeText, "src/adalovelace/x.ts", ""},
		{abi.FreeText, "https://github.com/adalovelace/shop", ""},
		{abi.Identifier, "github.com/adalovelace/shop/cart", ""},
		{abi.FreeText, "adalovelace wrote it", ""},
		{abi.FreeText, "GET /users/adalovelace", ""},
		{abi.URL, "/u/adalovelace", ""},
		{abi.FreeText, "@adalovelace/pkg and adalovelacex@example.com", ""},
		{abi.JSON, `{"a":"in:\nsrc/adalovelace/x"}`, ""},
	} {
		if got := check(t, ada, same(c.class, c.text)); got != c.want {
			t.Errorf("%s %q: rule %q, want %q", c.class, c.text, got, c.want)
		}
	}
}

func TestGuard_SameRow(t *testing.T) {
	token := "sk_" + "live_" + "9aB7cD3eF1gH5iJ7"
	for _, c := range []struct {
		name  string
		class abi.Class
		value string
		other cell
		want  string
	}{
		{"code quoted", abi.Code, `db.query("select 1")`, same(abi.FreeText, `saw db.query("select 1") here`), ruleRowCode},
		{"code in JSON", abi.Code, `db.query("select 1")`, same(abi.JSON, `{"m":"db.query(\"select 1\")"}`), ruleRowCode},
		{"lines in JSON", abi.Code, "if (a) {\n\tb()\n}", same(abi.JSON, `{"m":"if (a) {\n\tb()\n}"}`), ruleRowCode},
		{"without its quotes", abi.Code, `"correct horse battery"`, same(abi.FreeText, "saw correct horse battery"), ruleRowCode},
		{"token of the code", abi.Code, "const key = '" + token + "'", same(abi.FreeText, "key "+token), ruleRowCode},
		{"secret", abi.Secret, "abcd****wxyz", same(abi.FreeText, "found abcd****wxyz"), ruleRowSecret},
		{"secret gone", abi.Secret, "abcd****wxyz", cell{abi.FreeText, "found abcd****wxyz", "found [REDACTED]"}, ""},
		{"bare identifier", abi.Code, "createUserSession", same(abi.Identifier, "createUserSession"), ""},
		{"type in a name", abi.Code, "Repository[User]", same(abi.Identifier, "Repository[User].find"), ""},
		{"type in a text", abi.Code, "Repository[User]", same(abi.FreeText, "a Repository[User]"), ruleRowCode},
		{"short", abi.Code, "a = b(c)", same(abi.FreeText, "a = b(c)"), ""},
		{"file name", abi.Code, "src/v1/api2/x3/y4.ts", same(abi.Path, "src/v1/api2/x3/y4.ts"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := check(t, Context{}, cell{c.class, c.value, nil}, c.other); got != c.want {
				t.Errorf("rule %q, want %q", got, c.want)
			}
		})
	}
}

func TestGuard_RowsAndColumns(t *testing.T) {
	bad := []cell{same(abi.Safe, "a;b"), same(abi.FreeText, "/home/ada/x")}
	good := []cell{same(abi.Safe, "ab"), same(abi.FreeText, "x")}
	second := []cell{same(abi.Safe, "ab"), same(abi.FreeText, "/home/ada/x /home/ada")}
	before, after := rowsOf(good, bad, good, second, bad)
	got := New(ada).Check(before, after, []bool{false, false, false, false, true})
	want := []Hit{{1, 0, ruleSafeText}, {3, 1, ruleHome}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestGuard_CellsDoNotJoin(t *testing.T) {
	before, after := rowsOf([]cell{same(abi.FreeText, "/home/")}, []cell{same(abi.FreeText, "ada/x")}, []cell{same(abi.FreeText, "/home/ada")})
	want := []Hit{{2, 0, ruleHome}}
	if d := cmp.Diff(want, New(ada).Check(before, after, make([]bool, 3))); d != "" {
		t.Error(d)
	}
}

func TestGuard_OtherRowsAreStopped(t *testing.T) {
	before, after := rowsOf([]cell{same(abi.Safe, "a")}, []cell{same(abi.Safe, "b")})
	short, _ := rowsOf([]cell{same(abi.Safe, "a")})
	other, _ := rowsOf([]cell{same(abi.Path, "a")}, []cell{same(abi.Path, "b")})
	torn, _ := rowsOf([]cell{same(abi.Safe, "a")}, []cell{same(abi.Safe, "b")})
	torn.Columns[0].Offsets[1] = 9
	torn.Table, torn.Columns[0].Def = before.Table, before.Columns[0].Def
	for name, hits := range map[string][]Hit{
		"fewer rows":    New(ada).Check(short, after, make([]bool, 2)),
		"other columns": New(ada).Check(other, after, make([]bool, 2)),
		"short skip":    New(ada).Check(before, after, []bool{true}),
		"torn offsets":  New(ada).Check(torn, after, make([]bool, 2)),
	} {
		if len(hits) != 2 || hits[0].Rule != ruleBatch {
			t.Errorf("%s: %v", name, hits)
		}
	}
}

func TestCatalogue_ClassesHaveForms(t *testing.T) {
	known := map[string]bool{}
	for _, r := range Rules() {
		known[r.ID] = true
	}
	g := New(Context{})
	for _, table := range schema.Synced() {
		for _, c := range table.Carried() {
			if form.Of(c.Class).Title == form.Of(abi.Unknown).Title && c.Class != abi.Code {
				t.Errorf("%s.%s: class %s has no form", table.FullName(), c.Name, c.Class)
			}
			if c.Type.Fixed() && c.Class != abi.Safe {
				t.Errorf("%s.%s: a number of class %s", table.FullName(), c.Name, c.Class)
			}
		}
	}
	for _, class := range abi.Classes() {
		if _, rule := g.form(class); rule != "" && !known[rule] {
			t.Errorf("rule %s is not listed", rule)
		}
	}
}
