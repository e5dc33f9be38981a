package policy_test

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
)

// Quoted statements of programs go from text.
var quotedCode = []string{
	"use `const a = load(1)` here", "`let total = 0` is unused", "it runs `for (const x of list) { sum += x }` twice", "see `return a + b;`", "calls `db.query(sql);` twice",
	"`user.name = input` is unchecked", "`if (a == b) stop()` never holds", "`x := f(y)` shadows x", "`list.map(x => x * 2)` allocates", "`a += b` overflows",
	"`def add(a, b)` lacks types", "`func (s *Server) Close() error` leaks", "`import { a } from './b'` is a cycle", "`throw new Error('x')` is caught", "`raise ValueError(x)` is lost",
	"`class A { run() {} }` is empty", "`async function f() {}`", "`await fetch(url)` has no limit", "`export const a = 1`",
	"```go\nreturn a + b\n``` is slow", "before:\n```\nx = 1\n```\nafter", "```js\nconst a = 1\n", "`total = price * count` is rounded", "`var x = 1; var y = 2`",
	"`fn main() {}` is missing", "`public static void main(String[] a)`", "`private final int a = 1;`", "`struct { int a; }`", "`while (true) {}` spins",
	"line 12: const total = items.reduce(sum, 0);", "the handler was\n  let total = 0;\nfor too long", "before:\n    return load(id);\n",
	"the handler was\nconst a = load(1);\nreturn a;\nand is not now", "before:\n  if (a == b) {\n    stop();\n  }\nafter", "total = price * count;\nreturn total;", "const total = items.reduce(sum, 0);",
}

// Prose about code stays as it is.
var proseOnCode = []string{
	"`x != y` is always true", "password hashing: argon2id", "**Community support:** active", "use `getUser` here", "`Server.close()` is called twice", "the `password` field is required", "`src/a.ts` and `src/b.ts` differ", "set `NODE_ENV=test` first",
	"returns `null` if nothing is found", "`Promise<void>` is the type", "run `go test ./...` again", "`npm install` fails on CI", "`useEffect` runs on every render",
	"the function returns a list; see the notes", "if the cart is empty (see above), nothing happens", "for example (a) or (b)", "`a.b.c` is deep", "`GET /users/:id` is a route",
	"`--verbose` and `-q` conflict", "import of `fs` is unused", "class names use camel case", "the `for` loop in the handler is slow", "prefer `const` to `let`",
	"`new Map()` is cheap", "`List[int]` is a generic", "call `close()` at the end", "`x` is shadowed", "`@Inject()` is missing",
	"`README.md` is out of date", "`v1.2.3` was released", "`application/json` is the type", "3 of 5 handlers use `async`", "we return early, then throw",
	"if (a) holds, then b;\nnot so", "see the notes: for example (a);",
	"first (see a);\nsecond, as before", "a = b was meant\nnot a == b", "list:\n- one (1)\n- two (2)",
}

func TestQuotedCode(t *testing.T) {
	for _, text := range quotedCode {
		got := redact(t, oneColumn(abi.FreeText, []string{text}, adas...))[0][0]
		if got == nil || !strings.Contains(*got, "[CODE]") {
			t.Errorf("%q gives %s", text, show(got))
		}
		checkIdempotent(t, abi.FreeText, text)
	}
	for _, text := range proseOnCode {
		if got := redact(t, oneColumn(abi.FreeText, []string{text}, adas...))[0][0]; got == nil || *got != text {
			t.Errorf("%q became %s", text, show(got))
		}
	}
}
