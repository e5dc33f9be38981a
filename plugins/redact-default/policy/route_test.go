package policy_test

import (
	"testing"

	"github.com/driftsync/driftsync/abi"
)

// A route keeps its parts, and a path that looks like one does not.
func TestRoutes(t *testing.T) {
	for _, c := range []struct {
		class      abi.Class
		text, want string
	}{
		{abi.JSON, `[{"method":"GET","path":"/opt/in","line":3}]`, `[{"method":"GET","path":"/opt/in","line":3}]`},
		{abi.JSON, `[{"method":"GET","path":"/opt/in/total.ts"}]`, `[{"method":"GET","path":"total.ts"}]`},
		{abi.JSON, `[{"method":"GET","path":"/Users/ada/shop/in"}]`, `[{"method":"GET","path":"in"}]`},
		{abi.JSON, `[{"method":"total","path":"/opt/in"}]`, `[{"method":"total","path":"in"}]`},
		{abi.JSON, `[{"path":"/opt/in"},{"method":"GET"}]`, `[{"path":"in"},{"method":"GET"}]`},
		{abi.FreeText, "/projects/12/builds/99", "/projects/12/builds/99"},
		{abi.FreeText, "/projects/12/builds/a.ts", "a.ts"},
		{abi.FreeText, "cannot connect /home/bob/shop/src/a.ts in time", "cannot connect a.ts in time"},
		{abi.FreeText, `About connect "/Users/bob/releases/lib/Tax.java" in client.ts`, `About connect "Tax.java" in client.ts`},
		{abi.FreeText, `put "/srv/zq/releases/main.go" first`, `put "main.go" first`},
		{abi.FreeText, "router.get('/srv/zq/releases/:id.js')", "router.get('/srv/zq/releases/:id.js')"},
		{abi.FreeText, "GET /home/offers/logo.png", "GET /home/offers/logo.png"},
		{abi.FreeText, `sources: ["../../../../Users/bob/app/src/x.ts"]`, `sources: ["x.ts"]`},
		{abi.FreeText, `sources: ["../../Users/ada/shop/src/x.ts"]`, `sources: ["../../src/x.ts"]`},
		{abi.FreeText, `"file:../../Users/bob/lib"`, `"file:lib"`},
		{abi.FreeText, "import x from '../../users/list/user.ts'", "import x from '../../users/list/user.ts'"},
	} {
		if got := redact(t, oneColumn(c.class, []string{c.text}, adas...))[0][0]; got == nil || *got != c.want {
			t.Errorf("%v %q gives %s, want %q", c.class, c.text, show(got), c.want)
		}
	}
}
