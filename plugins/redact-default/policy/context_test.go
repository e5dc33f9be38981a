package policy_test

import (
	"testing"

	"github.com/driftsync/driftsync/abi"
)

// A root is known in the spellings of programs that escape what is not ASCII, and so are
// its neighbours; below "/" the home of a person goes.
func TestRoots(t *testing.T) {
	for _, c := range []struct{ root, text, want string }{
		{"/home/дмитрий/касса", "<b>/home/&#1076;&#1084;&#1080;&#1090;&#1088;&#1080;&#1081;/&#x43a;&#x430;&#x441;&#x441;&#x430;/a.py</b>", "<b>a.py</b>"},
		{"/Users/김민/주문", `b'/Users/\xea\xb9\x80\xeb\xaf\xbc/\xec\xa3\xbc\xeb\xac\xb8/src/a.py'`, "b'src/a.py'"},
		{"/data/teams/orion/atlas", "in /data/teams/orion/.local/lib and /data/teams/orion/atlas/a.go", "in lib and a.go"},
		{"/usr/src/app", "/usr/src/other/a.c and /usr/src/app/b.c", "/usr/src/other/a.c and b.c"},
		{"/", "cat src/a.ts /Users/bob/a.txt /app/b.ts", "cat src/a.ts a.txt app/b.ts"},
	} {
		frame := oneColumn(abi.FreeText, []string{c.text}, abi.ContextSpec{Kind: abi.Root, Value: c.root})
		if got := redact(t, frame)[0][0]; got == nil || *got != c.want {
			t.Errorf("%s: %q gives %s, want %q", c.root, c.text, show(got), c.want)
		}
	}
}
