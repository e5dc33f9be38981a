package node

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/authtest"
	"github.com/driftsync/driftsync/internal/resttest"
)

// The second entry of the package, as Drift's own programs call it, against a project with
// a real Postgres behind it.
func TestClient(t *testing.T) {
	path := binary(t)
	cloud := authtest.New(t)
	stack := resttest.NewStack(t, resttest.Options{Secret: cloud.Secret})
	cloud.Front(t, stack.URL, stack.Key)
	tenant := stack.Tenant(t)
	who := stack.Member(t, tenant, "member")
	cloud.Users = []authtest.User{{ID: who.ID.String(), Email: "ada@example.org", Password: "correct horse"}}
	config, err := json.Marshal(map[string]string{"supabaseUrl": cloud.URL, "supabaseAnonKey": authtest.Key,
		"projectId": stack.Project(t, tenant).String(), "tenantId": tenant.String()})
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	root := filepath.Join(home, "work", "shop")
	env := append(environment(t, path), "HOME="+home, "TEST_ROOT="+root, "TEST_CONFIG="+string(config), "DRIFTSYNC_CREDENTIAL_STORE=file", "NO_PROXY=127.0.0.1")
	run := func(in, name string, args ...string) {
		t.Helper()
		c := exec.Command(name, args...)
		c.Env, c.Stdin = env, strings.NewReader(in)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
	}
	if err := os.MkdirAll(filepath.Dir(root), 0o700); err != nil {
		t.Fatal(err)
	}
	run("", path, "demo", "--only-generate", root, "--rows", "1700")
	run("correct horse", path, "cloud", "login", "--url", cloud.URL, "--anon-key", authtest.Key, "--email", "ada@example.org", "--password-stdin")
	run("", "node", "--test", "test-cloud/")
}
