package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema/supabase"
)

const fixtureConfig = `
[cloud]
url = "https://cloud.example.org"
key = "sb_%s"
tenant = "11111111-1111-4111-8111-111111111111"
project = "22222222-2222-4222-8222-222222222222"

[source]
name = "fixture"

[limits]
memory_mib = 64
batch_seconds = 9
`

// fixtureSessions are what the credentials of a fixture hold, the last login last.
func fixtureSessions() []*auth.Session {
	var all []*auth.Session
	for _, url := range []string{"https://other.example.org", "https://cloud.example.org"} {
		claims := fmt.Sprintf(`{"iss":"%s/auth/v1","role":"authenticated","email":"ada@example.org","exp":4102444800}`, url)
		all = append(all, &auth.Session{URL: url, AccessToken: "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln",
			RefreshToken: "refresh-of-the-fixture", ExpiresAt: time.Unix(4102444800, 0).UTC(), Email: "ada@example.org"})
	}
	return all
}

// makeFixture writes what this version leaves behind. Nothing in it is of this machine
// but the folder it was made in.
func makeFixture(t *testing.T, file string) {
	l := &left{dir: t.TempDir()}
	write := func(text []byte, elements ...string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(l.path(elements...)), 0o700), os.WriteFile(l.path(elements...), text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	machine := []byte(`{"id":"` + base64.StdEncoding.EncodeToString([]byte("fixture machine.")) + `","key":"` + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("f", 32))) + `"}`)
	write(machine, "state", "machine.json")
	write(machine, "killed", "state", "machine.json")
	write([]byte(l.dir), "origin")
	write([]byte("home of the fixture\n"), "home", "README")
	l.run(t, 0, "demo", "--only-generate", "shop", "--rows", "100")
	plugin, err := os.ReadFile(filepath.Join("..", "..", "examples", "policies", "assemblyscript", "no-digests.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	write(plugin, "shop", "policy", "no-digests.wasm")
	l.run(t, 0, "plugins", "add", "--root", "shop", "--reason", "of a fixture", "shop/policy/no-digests.wasm")
	write(fmt.Appendf(l.read(t, "shop", "driftsync.toml"), fixtureConfig, "publishable_fixture"), "shop", "driftsync.toml")
	l.run(t, 0, "--state", "state", "push", "--root", "shop", "--to", "file:out.db")
	reports, err := filepath.Glob(l.path("state", "reports", "*-*.json"))
	if err != nil || len(reports) != 1 {
		t.Fatalf("%d reports: %v", len(reports), err)
	}
	if err := os.Rename(reports[0], l.path("report.json")); err != nil {
		t.Fatal(err)
	}
	write([]byte(l.run(t, 0, "--state", "state", "report", "key")), "report.key")
	l.killPush(t)
	l.keepSessions(t)
	write([]byte("[cloud]\nurl = \"https://cloud.example.org\"\nkey = \"sb_"+"publishable_fixture\"\n"), "home", ".drift", "driftsync.toml")
	l.describe(t)
	l.pack(t, file)
}

func (l *left) keepSessions(t *testing.T) {
	t.Helper()
	store, err := auth.NewStore(auth.File, l.path("home", ".drift"), os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range fixtureSessions() {
		if _, err := store.Save(s); err != nil {
			t.Fatal(err)
		}
	}
}

// describe copies what this version declares: codes, schemas, migrations.
func (l *left) describe(t *testing.T) {
	t.Helper()
	codes := map[fault.Code]int{}
	for _, code := range fault.Codes() {
		codes[code] = code.Status()
	}
	text, err := json.MarshalIndent(codes, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(l.path("codes.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(l.path("schemas"), os.DirFS(filepath.Join("..", "..", "schema", "json"))); err != nil {
		t.Fatal(err)
	}
	migrations, err := fs.Sub(supabase.Files, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(l.path("migrations"), migrations); err != nil {
		t.Fatal(err)
	}
}

// killPush kills a push between its spool and its end.
func (l *left) killPush(t *testing.T) {
	t.Helper()
	for range 200 {
		c := exec.Command("driftsync", "--state", "killed/state", "push", "--root", "shop", "--to", "file:killed/out.db", "--full")
		c.Dir = l.dir
		c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + l.path("home"), "DRIFTSYNC_CACHE=" + testCache()}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() { defer close(ended); _ = c.Wait() }()
		for running := true; running; {
			select {
			case <-ended:
				running = false
			default:
				if ready, _ := filepath.Glob(l.path("killed", "state", "*", "spool", "run.json")); len(ready) > 0 {
					_ = c.Process.Kill() // it may have ended just now
					<-ended
					running = false
				}
			}
		}
		if ready, _ := filepath.Glob(l.path("killed", "state", "*", "spool", "run.json")); len(ready) > 0 {
			return
		}
	}
	t.Fatal("no push was killed in time")
}

// pack writes the folder as an archive.
func (l *left) pack(t *testing.T, file string) {
	t.Helper()
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	zipped, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewWriter(zipped)
	err = filepath.WalkDir(l.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasSuffix(path, "-shm") || d.Name() == "lock" || d.Name() == "key.json" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(l.dir, path)
		if err != nil {
			return err
		}
		if err := archive.WriteHeader(&tar.Header{Name: filepath.ToSlash(name), Mode: 0o600, Size: int64(len(data))}); err != nil {
			return err
		}
		_, err = archive.Write(data)
		return err
	})
	if err := errors.Join(err, archive.Close(), zipped.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
}

// unpackFixture unpacks an archive.
func unpackFixture(t *testing.T, file string) *left {
	t.Helper()
	l := &left{dir: t.TempDir()}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	zipped, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	for archive := tar.NewReader(zipped); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		path := l.path(filepath.FromSlash(header.Name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// move brings the project to where it now is: its databases name the folder that they
// were made in.
func (l *left) move(t *testing.T) {
	t.Helper()
	for _, db := range []string{"shop/.drift/drift.db", "shop/.drift/bridge.db", "shop/.cortex/cortex.db"} {
		l.rename(t, db, string(l.read(t, "origin")))
	}
}

// rename writes the folder's name in place of another in every text of a database, and
// where Drift makes an id of a path, with dashes.
func (l *left) rename(t *testing.T, file, origin string) {
	t.Helper()
	columns := l.sql(t, file, `select m.name || '|' || p.name from sqlite_master m, pragma_table_info(m.name) p
		where m.type = 'table' and m.sql not like 'CREATE VIRTUAL%' and p.type = 'TEXT'`)
	dashes := func(path string) string { return strings.ReplaceAll(filepath.ToSlash(path), "/", "-") }
	var sql strings.Builder
	for _, each := range columns {
		table, column, _ := strings.Cut(each, "|")
		fmt.Fprintf(&sql, `update "%s" set "%s" = replace(replace("%[2]s", '%s', '%s'), '%s', '%s') where instr("%[2]s", '%[3]s') or instr("%[2]s", '%[5]s');`,
			table, column, origin, l.dir, dashes(origin), dashes(l.dir))
	}
	if len(columns) < 10 {
		t.Fatalf("%s has %d columns of text", file, len(columns))
	}
	l.sql(t, file, sql.String())
}

// adopt moves the project, and puts state where this folder's project has it at the
// destination, which is the file of the fixture at another place.
func (l *left) adopt(t *testing.T, state, out string) {
	t.Helper()
	l.move(t)
	probe := l.path("probe")
	if err := errors.Join(os.Mkdir(probe, 0o700), os.WriteFile(filepath.Join(probe, "machine.json"), l.read(t, state, "machine.json"), 0o600)); err != nil {
		t.Fatal(err)
	}
	l.run(t, 0, "--state", "probe", "push", "--root", "shop", "--to", "file:"+out, "--dry-run")
	wanted, found := metaFolder(t, probe, ""), metaFolder(t, l.path(state), "meta.json")
	if err := os.Rename(l.path(state, found), l.path(state, wanted)); err != nil {
		t.Fatal(err)
	}
	origin := string(l.read(t, "origin"))
	for _, name := range []string{"meta.json", "spool/run.json"} {
		path := l.path(state, wanted, filepath.FromSlash(name))
		data, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(path, []byte(strings.ReplaceAll(string(data), "file:"+origin, "file:"+l.dir)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// metaFolder returns the only folder of a source's state.
func metaFolder(t *testing.T, dir, holds string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(dir, e.Name(), holds)); e.IsDir() && err == nil && len(e.Name()) == 24 {
			found = append(found, e.Name())
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d sources in the state", len(found))
	}
	return found[0]
}
