package guard

import (
	"testing"

	"github.com/driftsync/driftsync/abi"
)

// cleanRow is what a project leaves after redaction that has nothing to hide, in
// every class, with the routes, folders and names that short roots and common user
// names are found in.
func cleanRow() []cell {
	const pseudonym = "[P:ABCDEFGHIJKLMN27]"
	return []cell{
		same(abi.Safe, "ZoneOfPain"), same(abi.Safe, "2026-02-12T01:02:03+00:00"), same(abi.Safe, int64(42)), same(abi.Safe, 0.875),
		same(abi.Identifier, "AppController.root"), same(abi.Identifier, `["app.test","dev::runner","src/app"]`),
		same(abi.Identifier, "github.com/root/app/dev/test"), same(abi.Identifier, "@app/src/test"),
		same(abi.Identifier, "agent://default/"), same(abi.Identifier, "express-router-/app"),
		same(abi.EnvName, "APP_ROOT_DEV"),
		cell{abi.Path, "/app/src/app/test/root.ts", "src/app/test/root.ts"}, same(abi.Path, "app/dev/runner.go"), same(abi.Path, "test/app.test.ts"),
		cell{abi.RootPath, "/app", ""},
		same(abi.PathEmbedded, "pattern-compliance-src/app/a.test.ts-12"), same(abi.PathEmbedded, "src/app/main.rs::run"),
		same(abi.PathEmbedded, "owasp-src-app-dev-root.ts-12-0"), same(abi.PathEmbedded, "directory:src/app"),
		same(abi.PathEmbedded, "app/src/index.ts:express"), same(abi.PathEmbedded, "package:app"), same(abi.PathEmbedded, "src/root"),
		same(abi.PathJSON, `["src/app","test/dev"]`), same(abi.PathJSON, `[{"from":"app/src","to":"runner/root","impact_score":0.5}]`),
		cell{abi.Code, `app.get("/app", (req) => root(req))`, nil}, cell{abi.Code, "Promise<App>", nil},
		same(abi.Literal, "3000"), same(abi.Literal, "true"), cell{abi.Literal, "/app/data", nil},
		cell{abi.Secret, "AKIA************WXYZ", "[REDACTED]"},
		same(abi.URL, "GET /app/users/:id"), same(abi.URL, "POST /src/test"), same(abi.URL, "https://app.example.com/app/login?next=/root"),
		same(abi.URL, "/app/login.php"), same(abi.URL, "http://dev:3000/test/runner"),
		same(abi.FreeText, "Frontend calls GET /app/login, backend offers POST /app/login"),
		same(abi.FreeText, "route /test is not covered; see docs/app/root.md or https://example.com/app/dev.html"),
		same(abi.FreeText, "git@github.com:root/app.git and runner@1.2.3, mail app@example.com, test@example.com"),
		same(abi.FreeText, "read /usr/lib/node_modules/x.js, /etc/hosts, /dev/null, /proc/self/maps, C:\\Windows\\System32\\x.dll"),
		same(abi.FreeText, "text/plain or application/json; a/b ratio; and/or; 50%; <br/>; // app; /* src */ x / y"),
		same(abi.FreeText, "expected import ~/app/x.ts, found ../src/x.ts, ./app/y.ts and ${root}/app/z.ts"),
		same(abi.FreeText, "fails 3/4 tests, root cause: app-dev in test-runner, root/app.dev"),
		same(abi.JSON, `{"method":"GET","path":"/app/login","line":12,"file":"src/app/a.ts","text":"a\nb \"test\" c:\\d"}`),
		same(abi.JSON, `{"type":"decision","data":{"summary":"move app/src to src/app","uri":"https:\/\/example.com\/app\/x.js"}}`),
		same(abi.JSON, `[]`), same(abi.OpaqueBlob, `{"linked_files":[{"file_path":"src/app/root.ts"}],"dev":"/test/route"}`),
		cell{abi.PII, "root@dev", pseudonym}, same(abi.Hash, "0123456789abcdef"), cell{abi.DerivedID, "00ff00ff00ff00ff", pseudonym},
	}
}

func TestGuard_CleanProjectsPass(t *testing.T) {
	for _, user := range []string{"root", "runner", "app", "dev", "test"} {
		home := "/home/" + user
		if user == "root" {
			home = "/root"
		}
		for _, root := range []string{"/", "/app", "/src", `C:\src`, "/test", "/root/app", home + "/app"} {
			for _, homes := range [][]string{{home}, {`C:\Users\` + user}, {"/Users/" + user, "/app"}, {"/"}} {
				c := Context{Roots: []string{root}, Homes: homes, Users: []string{user}, Hosts: []string{"localhost", "dev", "build.local"}}
				cells := cleanRow()
				before, after := rowsOf(cells)
				for _, h := range New(c).Check(before, after, make([]bool, 1)) {
					t.Errorf("user %s, root %s, homes %s: %s stops %q of class %s", user, root, homes, h.Rule, cells[h.Column].after, cells[h.Column].class)
				}
			}
		}
	}
}
