package policy_test

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
)

// Code that is set apart from the text around it.
func TestListings(t *testing.T) {
	checkLeaves(t, [][2]string{
		{"Prefer:\n~~~ruby\ndef index\n  @a = 1\nend\n~~~\nover loops.", "Prefer:\n~~~[CODE]~~~\nover loops."},
		{"~~~ js\nconst a = 1", "~~~[CODE]"},
		{"Title\n~~~~~~\n\nSome text.", ""}, {"a ~~~ b ~~gone~~", ""}, {strings.Repeat("~", 40), ""},
		{"<p>Do:</p><pre><code>services:\n  web:\n    image: x</code></pre>", "<p>Do:</p><pre><code>[CODE]</code></pre>"},
		{"<pre class=\"java\">int a = b;\nreturn a;</pre> then", "<pre class=\"java\">[CODE]</pre> then"},
		{"call <code>getUser()</code> or <code>const a = load(1)</code>", "call <code>getUser()</code> or <code>[CODE]</code>"},
		{"Found:\n\n    def total(items):\n        return sum(i.price for i in items)\n\nIt has no test.", "Found:\n\n    [CODE]\n\nIt has no test."},
		{"Found:\n    orders\n    |> Enum.filter(&(&1.total > 100))\nthere", "Found:\n    [CODE]\nthere"},
		{"Notes:\n\n  the first one (see above) is long\n  the second = the same as before\n\nend", ""},
		{"Steps:\n  - run (a)\n  - run (b) = c\ndone", ""},
		{"`start` <= now < `end`", ""}, {"if `a` == `b` then; see `x` = 3 and `y`", ""},
		{"don`t use `return x(1);` here, and `const a = 1` too", "don`t use `[CODE]` here, and `[CODE]` too"},
	})
}

// Keys of JSON that hold code, or may.
func TestListingKeys(t *testing.T) {
	for text, want := range map[string]string{
		`{"old_code":"x y","newCode":"a(b)"}`:                           `{"old_code":"[CODE]","newCode":"[CODE]"}`,
		`{"fix":"return a + b;","suggestion":"const a = f(1);\nend"}`:   `{"fix":"[CODE]","suggestion":"[CODE]"}`,
		`{"suggested_fix":"use a prepared statement (see the notes)"}`:  "",
		`{"status_code":"not found","exit_code":"a b"}`:                 "",
		`{"original":"the old text was wrong","implementation":"lazy"}`: "",
	} {
		if want == "" {
			want = text
		}
		if got := redact(t, oneColumn(abi.JSON, []string{text}))[0][0]; got == nil || *got != want {
			t.Errorf("%s gives %s", text, show(got))
		}
	}
}
