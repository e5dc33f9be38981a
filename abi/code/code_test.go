package code

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// statements are lines in which something reads as a statement; what does stands
// between « and ».
var statements = []string{
	"«const k = derive(salt);»",
	"+ «x := loyalty(ctx, card)»",
	"> 11 | «for (int i = 0; i < loyalty.size(); i++) {»",
	"actual: «SELECT id, email FROM loyalty WHERE tier = 3»",
	`near "«if (user.role === "admin" && !req.session.mfa) { grant(); }»"`,
	"> 11 | <div «onClick={() => refresh(id)}>»",
	"Expected «x := loyalty(ctx, card)» to be awaited",
	"Unexpected statement '«for (int i = 0; i < loyalty.size(); i++) {»'",
	"Unexpected statement '«margin = cost * 1.4 + loyalty(x)»'",
	"E       «ledger.commit(&tx);»",
	"actual: «margin = cost * 1.4 + loyalty(x)»",
	"Line 11: «const total = cart.items.reduce((a, b) => a + b.price, 0)»",
	"> 11 | «return loyalty * 0.37;»",
	"+ «public function loyalty(array $rows): float {»",
	"+ «#define loyalty(x) ((x)*1.37)»",
	"\t«let total = price(9);»",
	"see code: «{ margin: cost * 1.4 }»",
	"diff: «return margin * 0.37»",
	"E   «assert charge(7) == 9»",
	"«user.name = input.name;»",
	"«if err != nil { return err }»",
	"«if err != nil {»",
	"«if user.is_admin and not user.locked:»",
	"«for (const row of rows) total += row.price;»",
	"«let mut total: u64 = rows.iter().map(|r| r.price * 2).sum();»",
	"«match self.kind { Kind::A => 1, Kind::B => self.rate * 2 }»",
	"«List<String> names = new ArrayList<>();»",
	"«$total = $cart->sum('price');»",
	"«echo $user->name;»",
	"«val rate = prices.filter { it > 0 }.average()»",
	"«guard let user = session.user else { return nil }»",
	"«defer f.Close()»",
	"«total = [x.price for x in rows if x.price > 3]»",
	"«raise ValueError(\"rate %d\" % rate)»",
	"«throw new PaymentError(order.id);»",
	"«INSERT INTO rates (id, value) VALUES (1, 2)»",
	"«UPDATE users SET rate = rate * 2 WHERE id = 7»",
	"«DELETE FROM sessions WHERE expires < now()»",
	"«return k.slice(4);»",
	"«while (queue.length > 0) process(queue.shift())»",
	"«await db.users.update({ id }, { rate: rate * 2 });»",
	"«export const handler = async (event) => {»",
	"«int total = a + b;»",
	"«switch (kind) {»",
	"«module.exports = { rate, tax };»",
	"«self.cache[key] = compute(key, value)»",
	"«lock.release();»",
	"«} else if (rate > max) {»",
	"«result = await fetch(url, opts)»",
	"«var price = order.total - order.discount»",
	"«private readonly rate: number = 1.37;»",
	"«ciphername, data = read_string(data)»",
	"«x, err := f(ctx)»",
	"«owner = explicit_id or project_id»",
	"«for marker in markers:»",
	"«flags = 1 << 26»",
	"«class Cart extends Base {»",
	"«await verify(name, version)»",
	"type Cart «struct {»",
	"«const { a, b } = load(c)»",
	"«select * from users where id = 7»",
	"«update users set rate = 2 where id = 7»",
	"«const total = apply(order.items, 0.15);» // the total of all items",
	"cart «(a for (const row of order.items) total += row.price; set» at once",
	"«return or SELECT id FROM orders WHERE id = ?»",
	"«rate = base+tax*2»",
}

// prose are lines that nothing may be taken from.
var prose = []string{
	"Missing password validation in resetPassword()",
	"`x != y` is always true",
	"Int64(%s) = %d; want %d",
	"Parse(%q) = %v; want nil",
	"Function createUser(name, email) is never called",
	"calls foo() and then bar(x), see docs (section 4)",
	"at x3t._delegate (https://app.example.dev/static/build/bundle.js:1:200953)",
	"    at async Promise.all (index 0)",
	"main.main()",
	"\tgithub.com/acme/shop/cart.(*Cart).Total(0xc000123000)",
	"net/http.HandlerFunc.ServeHTTP(0x1400011a2d0?, {0x1027f5b78, 0x1400015e000}, 0x140001b4000)",
	"  10: core::ops::function::FnOnce::call_once",
	"at com.acme.shop.Cart.total(Cart.java:12)",
	`  File "cart.py", line 10, in total`,
	"created by net/http.(*Server).Serve in goroutine 1",
	"def get_or_create_user(self, username, request=None, password=None):",
	"public interface IBingApi extends IDistanceCalculationApi",
	"api_key: string; token?: string;",
	`{ "a": 1, "b": "e f" }`,
	"ssh -p 2222 host; git push -u origin main; cp -a src dst; mkdir -p x; rsync -a a b",
	"API_KEY = process.env.API_KEY",
	`LLM_SECRET_NAME = "NEXUS-KEY-NAME"`,
	`const LoginAuth = '<rootDir>/build/cjs/exports/default.js'`,
	"basic auth creates a user; auth-smoke: 3; Basic header is applied; Standard auth options; auth_ref resolves; PASS: login works",
	"coverage = 83.4 %, was 81.0 %",
	"Upgrade from 1.2.3 to 2.0.0 (see CHANGELOG.md)",
	"fix: the cart no longer rounds twice (#123)",
	"feat(cart): add rounding; drop the old path",
	"The return value of `total` is ignored",
	"returns the sum of a and b",
	"Use const instead of let for values that never change",
	"If config.json is missing, the default is used:",
	"for example: the following (and others)",
	"with the options listed below:",
	"User.find(id) returns null if the id is unknown",
	"Expected 2 arguments, but got 1",
	"Type 'string' is not assignable to type 'number'",
	"Property 'foo' does not exist on type 'Bar<Baz>'",
	"select the item from the list where it is shown",
	"UPDATE failed: the table is locked",
	"DELETE without WHERE in migration 0042",
	"GET /api/users/:id?page=2&size=10 returned 500 in 12ms",
	"naming: 12 of 14 files use kebab-case (86 %)",
	"async function without await",
	"getUserById(id: string): Promise<User>",
	"async findAll(query: ListQuery): Promise<User[]>",
	"(a: string, b: number) => void",
	"C++ and C# code; Objective-C too",
	"p95 = 120ms, p99 = 300ms",
	"a -> b -> c",
	"Merge branch 'main' into feature/x",
	"see https://example.com/a?b=c;d=e#f",
	"Reads env var DB_URL (default: none)",
	"import { normalizeKeyringToken } from \"../../shared/auth/keyring-token.ts\";",
	"import os",
	"new: cart.total; old: cart.sum",
	"catch block is empty in handleError",
	"if it fails (and it does), try again",
	"class names should match PascalCase",
	"the class (and its base) is final; use composition",
	"Content-Type: text/html; charset=utf-8",
	"Set-Cookie: id=1; Path=/; HttpOnly",
	"width * height of the image",
	"key=value other=thing",
	"while this is true for most (if not all) callers",
	"[link](https://example.com) and **bold** text",
	"- [ ] do this; then that",
	"Is this right? No: it is not.",
	"map[string]int and []byte",
	"throws an error when the list is empty",
	"violations: 3 errors, 2 warnings; gate failed",
	"x3 faster (was 12 s, now 4 s)",
	"Unexpected token } in JSON at position 12",
	"exceeds the limit of 10 (found 14)",
	"<Object mapKey=\"R648-MF-DEPARTURE\" />",
	"it's the user's choice; don't ask",
	"return to the caller",
	"![Go Version](https://img.shields.io/badge/go%20version-%3E=1.20-61CFDD.svg?style=flat-square)",
	"[value type](https://www.w3.org/TR/wasm-core-1-20191205/#value-types%E2%91%A0) in the list",
	"(at least for compressing my test file, in general)",
	"(This is not true for statements in general;",
	"Pointer to circular struct with a uint8 field and a pointer to itself:",
	"copy the function (from [retry.go][retry-src]) into your code",
	"number of function types in [a store](https://example.com/a/b#c) is not",
	"or return var into the specified buffer",
	"uuid1.Time() == uuid2.Time() is right",
	"Trap if we are trying to do (math.MinInt32 / -1)",
	"Table-level FOREIGN KEY with ON DELETE SET DEFAULT and ON UPDATE RESTRICT",
	"all methods of non-interface types;",
	"delete the file, then throw it away",
	"    resolution: {integrity: sha512-Mw558oeA9fFbv65/y4mHtXDs9bPnFMZAL/jxdPFUpOHHIXX91mcgEHbS5Lahr+pwZFR8A7GQleRWeI6cGFC2UA==}",
	"    resolution: {integrity: sha512-lOETlkIeYSJWcbbcvjRKGxVMXJR+8+OQb/mTPbA4ObPMytYIsUbuOE0Jzy60hjARYszq1id0j8KgVhC+WGVZTg==}",
	"worktree = /home/ada.b/work/shop",
	"digest = ZHVtbXkgdGV4dCBk+XRhIGRhdGEgZGF0YQ==",
}

func unmark(line string) (text string, want []string) {
	for rest := line; ; {
		before, after, ok := strings.Cut(rest, "«")
		text += before
		if !ok {
			return text, want
		}
		inside, tail, _ := strings.Cut(after, "»")
		text, want, rest = text+inside, append(want, inside), tail
	}
}

func found(s string) (all []string) {
	for _, x := range Find(nil, []byte(s)) {
		all = append(all, s[x.Start:x.End])
	}
	return all
}

func TestFind_Statements(t *testing.T) {
	for _, line := range statements {
		text, want := unmark(line)
		got := found(text)
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%q\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestFind_Prose(t *testing.T) {
	for _, line := range prose {
		if got := found(line); len(got) > 0 {
			t.Errorf("%q: got %q", line, got)
		}
	}
}

func TestFind_Lines(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"signature with its body", "Expected def total(self, x):\n    return x * 2 to be awaited", "def total(self, x):\n    return x * 2"},
		{"signature in brackets", "see (a new price def total(self, x):\n    return x * 2) there", "def total(self, x):\n    return x * 2"},
		{"call below with words", "let mut a = Vec::new();\\nOk(a) // b() of $x", "let mut a = Vec::new();\\nOk(a) // b()"},
		{"signature alone", "def total(self, x):", ""},
		{"listing", "    10 |   const k = derive(salt);\n  > 11 |   return k.slice(4);\n       |          ^", "const k = derive(salt);\n  > 11 |   return k.slice(4);"},
		{"tags", "call <code>getUser()</code> or <code>const a = load(1)</code>", "const a = load(1)"},
		{"back-ticks", "use `return x(1);` here, `name` stays, and `const a = 1` too", "return x(1);|const a = 1"},
		{"calls below", "if err := a.Close(); err != nil {\n\tlog.Printf(\"close: %v\", err)\n\treturn err\n}\ndefer a.Flush() there", "if err := a.Close(); err != nil {\n\tlog.Printf(\"close: %v\", err)\n\treturn err\n}\ndefer a.Flush()"},
		{"last value", "let mut a = Vec::new();\nOk(a) of the request", "let mut a = Vec::new();\nOk(a)"},
		{"JSON in text", `see ["checkout","return await a.post(url, { body: b });","cart"] there`, `return await a.post(url, { body: b });`},
		{"JSON in JSON", `{\"note\":\"{\\\"note\\\":\\\"const total = apply(order.items, 0.15);\\\"}\"}`, `const total = apply(order.items, 0.15);`},
		{"value before the next", "let mut a = Vec::new();\nOk(a) there SELECT id FROM users WHERE tier = 3", "let mut a = Vec::new();\nOk(a)|SELECT id FROM users WHERE tier = 3"},
		{"brackets below", "if (a > b.c) {\n  run()\n}\nThe end.", "if (a > b.c) {\n  run()\n}"},
		{"frame above", "file:///srv/app/lib/go.mjs:1\nexport function go() { throw new Error(code); }\n    at go (file:///srv/app/lib/go.mjs:1:30)", "export function go() { throw new Error(code); }"},
		{"escaped lines", `def f(x):\n    return x * rate\nDone.`, `def f(x):\n    return x * rate`},
		{"escaped quotes", `if (role === \"admin\" && ok(user)) { grant(); }`, `if (role === \"admin\" && ok(user)) { grant(); }`},
		{"escaped arrow", `rows.map((a) =\u003e a.price * 2)`, `rows.map((a) =\u003e a.price * 2)`},
	} {
		if got := strings.Join(found(c.text), "|"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestIn_AgreesWithFind(t *testing.T) {
	for _, line := range append(append([]string{}, statements...), prose...) {
		text, _ := unmark(line)
		if got, want := In([]byte(text)), len(found(text)) > 0; got != want {
			t.Errorf("In(%q) = %v, Find says %v", text, got, want)
		}
	}
}

// planted are statements, and lines of them, that hold the word "bodavigukelo".
var planted = []string{
	"function bodavigukelo(order) {\n  if (!order.items.length) {\n    return null;\n  }\n  return order.items.map((i) => i.bodavigukelo);\n}",
	"def bodavigukelo(self, order):\n    total = 0\n    for item in order.items:\n        total += item.bodavigukelo\n    return total",
	"if err := bodavigukelo.Close(); err != nil {\n\tlog.Printf(\"close: %v\", err)\n\treturn err\n}\ndefer bodavigukelo.Flush()",
	"let mut bodavigukelo = Vec::new();\nfor item in &order.items {\n    bodavigukelo.push(item.price * 2);\n}\nOk(bodavigukelo)",
	"const total = bodavigukelo(order.items, 0.15);",
	"if (!bodavigukelo.ok) { throw new OrderError(bodavigukelo.code); }",
	"return await bodavigukelo.post(url, { body: payload });",
	"self.bodavigukelo = [i.bodavigukelo for i in order.items if i.price > 0]",
	"private final Map<String, Order> bodavigukelo = new HashMap<>();",
	"SELECT bodavigukelo, sum(price) FROM orders WHERE bodavigukelo = ?",
	"for (const bodavigukelo of order.items) total += bodavigukelo.price;",
}

// beside are what stands beside statements: words, and pieces of other notations.
var beside = strings.Fields(`orders found the in is a of to for with and or if not on at (see) total: src/a.ts:12 'q' f() a.b() x[1] -> => 12 3.4 % it's
	, . ; : ! ? (a b) [INFO] {id} <b> key=value /orders/:id - * # // /* | & return const new class func def while select SELECT FROM update set null {"a": [{ }] )) a, z; $x ${y} @z +1 == != <= :: i++ «»`)

// No part of a statement stays, whatever stands beside it, in text and in JSON.
func TestFind_Beside(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	words := func() (all []string) {
		for range random.IntN(4) {
			all = append(all, beside[random.IntN(len(beside))])
		}
		return all
	}
	for i := range 20_000 {
		text := strings.Join(append(append(words(), planted[i%len(planted)]), words()...), " ")
		for range random.IntN(3) {
			text = strings.NewReplacer("\\", `\\`, "\n", `\n`, "\t", `\t`, `"`, `\"`).Replace(text)
		}
		if !May([]byte(text)) {
			t.Fatalf("%q may be no statement", text)
		}
		left := []byte(text)
		for _, x := range Find(nil, left) {
			copy(left[x.Start:x.End], strings.Repeat("_", x.End-x.Start))
		}
		if strings.Contains(string(left), "bodavigukelo") {
			t.Fatalf("%q leaves %q", text, left)
		}
	}
}

// What has a hint and [May] says no to has no line that reads as a statement.
func TestMay(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pieces := append(strings.Fields(strings.Join(planted, " ")), beside...)
	refused := 0
	for range 50_000 {
		var text []byte
		for range 1 + random.IntN(8) {
			text = append(append(text, pieces[random.IntN(len(pieces))]...), ' ')
		}
		if May(text) || !strings.ContainsAny(string(text), "=({;*+") {
			continue
		}
		refused++
		x := scanner{s: text}
		for i := 0; i < len(text); {
			if i = x.line(i); len(x.spans) > 0 {
				t.Fatalf("%q reads as a statement", text)
			}
		}
	}
	if refused < 1000 {
		t.Errorf("%d texts were refused", refused)
	}
}

func FuzzFind(f *testing.F) {
	for _, line := range append(append([]string{}, statements...), prose...) {
		text, _ := unmark(line)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, x := range Find(nil, []byte(s)) {
			if x.Start < end || x.End <= x.Start || x.End > len(s) {
				t.Fatalf("%q: span %v behind %d of %d", s, x, end, len(s))
			}
			end = x.End
		}
	})
}

func BenchmarkIn(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"prose", strings.Repeat("The cart rounds twice when a discount is given; see total(x) and the note below. ", 13)},
		{"code", strings.Repeat("\tt.Log(x, y, z, row.price(a), n, m)\n", 27)},
		{"one byte", strings.Repeat("(", 1024)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				In([]byte(c.text))
			}
		})
	}
}
