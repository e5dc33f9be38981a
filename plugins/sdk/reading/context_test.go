package reading

import (
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

func TestContext(t *testing.T) {
	checkAll(t, Context{}, []struct{ at, text, want string }{
		{"q7W", "nimble KEY q7Wm2Zx9Kd4R", "nimble KEY|q7Wm2Zx9Kd4R"},
		{"q7W", "the new API key, for now, is 'q7Wm2Zx9Kd4R+/=='", "the new API key, for now, is|q7Wm2Zx9Kd4R+/=="},
		{"q7W", "no. my token - ab-q7Wm2Zx9Kd4R.", "my token|ab-q7Wm2Zx9Kd4R"},
		{"q7W", "f(token, b\"q7Wm2Zx9Kd4R\")", "f(token|q7Wm2Zx9Kd4R"},
		{"q7W", "a: b; key=q7Wm2Zx9Kd4R", "key|q7Wm2Zx9Kd4R"},
		{"q7W", "a\nthe key:\n  q7Wm2Zx9Kd4R", "the key|q7Wm2Zx9Kd4R"},
		{"q7W", "key [REDACTED] q7Wm2Zx9Kd4R", "|q7Wm2Zx9Kd4R"},
		{"q7W", "key          q7Wm2Zx9Kd4R", "|q7Wm2Zx9Kd4R"},
		{"q7W", "key q7Wm2Zx9Kd4R(", ""},
		{"q7W", "x@q7Wm2Zx9Kd4R", ""},
		{"q7W", "key a/b/c/q7Wm2Zx9Kd4R", ""},
		{"nam", "the key nameofaprogram", ""},
	})
	checkAll(t, Labeled{}, []struct{ at, text, want string }{
		{"q7W", "(\"q7Wm2Zx9Kd4R\", forKey: \"token\")\nx", ", forKey: \"token\")|q7Wm2Zx9Kd4R"},
		{"q7W", "q7Wm2Zx9Kd4R, token", ""},
	})
	checkAll(t, Hyphenated{}, []struct{ at, text, want string }{
		{"q7W", "use vendor-apikey-q7Wm2Zx9Kd4R", "vendor-apikey|q7Wm2Zx9Kd4R"},
		{"0f2", "api-token-7c1e9f04-3b5a-4d82-9e61-0f2b8a7c4d13", "api-token|7c1e9f04-3b5a-4d82-9e61-0f2b8a7c4d13"},
		{"q7W", "apikey-q7Wm2Zx9Kd4R.png", ""},
		{"q7W", "1-q7Wm2Zx9Kd4R", ""},
	})
	checkAll(t, Capability{Words: wordlist.New("s", "hooks")}, []struct{ at, text, want string }{
		{"q7W", "see https://x.example/hooks/a/q7Wm2Zx9Kd4R/b-c?d", "hooks|q7Wm2Zx9Kd4R/b-c"},
		{"q7W", "https://hooks.x.example/s/q7Wm2Zx9Kd4R", "hooks|q7Wm2Zx9Kd4R"},
		{"q7W", "https://x.example/s/q7Wm2Zx9Kd4R", "s|q7Wm2Zx9Kd4R"},
		{"q7W", "https://x.example/a/q7Wm2Zx9Kd4R", "|q7Wm2Zx9Kd4R"},
		{"q7W", "/srv/hooks/q7Wm2Zx9Kd4R", ""},
	})
}

func TestTuple(t *testing.T) {
	checkAll(t, Tuple{NewAssignment(NewNames(wordlist.New("string"), wordlist.New("value")), NewValues(nil))}, []struct{ at, text, want string }{
		{",", `("password", "x 1")`, "password|x 1"},
		{",", `f(password, "x1")`, "password|x1"},
		{",", "password,x1\n", "password|x1"},
		{",", "the password,x1\n", ""},
		{",", "password, x1", ""},
		{",", "\"password\",\n  \"x1\"", "password|x1"},
		{",", `"password", x1`, ""},
		{"| x", "| password | x1 |", "password|x1"},
		{"|", "password|x1", "password|x1"},
		{"|", "password |x1", ""},
		{",", "password,", ""},
	})
}
