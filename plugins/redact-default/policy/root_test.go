package policy_test

import (
	"testing"

	"github.com/driftsync/driftsync/abi"
)

// A path below the project root keeps its directories, whatever other roots are known.
func TestNestedRoots(t *testing.T) {
	context := []abi.ContextSpec{{Kind: abi.Root, Value: "/home/ada/mono"}, {Kind: abi.Root, Value: "/home/ada/mono/packages/web"}, {Kind: abi.Root, Value: "/srv/other"}, {Kind: abi.Home, Value: "/home/ada"}}
	for _, c := range []struct {
		class      abi.Class
		text, want string
	}{
		{abi.Path, "/home/ada/mono/packages/api/src/a.ts", "packages/api/src/a.ts"},
		{abi.Path, "/home/ada/mono/packages/README.md", "packages/README.md"},
		{abi.Path, "/home/ada/mono/packages/web/src/a.ts", "packages/web/src/a.ts"},
		{abi.Path, "/srv/other/b.ts", "b.ts"},
		{abi.Path, "/home/ada/mono/src//b/./a.ts", "src/b/a.ts"},
		{abi.Path, "/home/ada/elsewhere/b.ts", "b.ts"},
		{abi.PathJSON, `["/home/ada/mono/packages/api/a","/home/ada/mono/packages/web/b"]`, `["packages/api/a","packages/web/b"]`},
		{abi.FreeText, "see /home/ada/mono/packages/api/a.ts:3", "see packages/api/a.ts:3"},
	} {
		if got := redact(t, oneColumn(c.class, []string{c.text}, context...))[0][0]; show(got) != show(&c.want) {
			t.Errorf("%v %q gives %s, want %q", c.class, c.text, show(got), c.want)
		}
	}
}
