package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/resttest"
)

// TestUpgrade opens what each released version has left behind: testdata/upgrade holds
// a home, a project, state and more of each, made by that version with
//
//	DRIFTSYNC_FIXTURE=v1 go test -run '^TestUpgrade$' ./cmd/driftsync
//
// docs/compatibility.md says what has to hold.
func TestUpgrade(t *testing.T) {
	if name := os.Getenv("DRIFTSYNC_FIXTURE"); name != "" {
		makeFixture(t, filepath.Join("testdata", "upgrade", name+".tar.gz"))
	}
	fixtures, err := filepath.Glob(filepath.Join("testdata", "upgrade", "*.tar.gz"))
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, file := range fixtures {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".tar.gz"), func(t *testing.T) {
			for name, test := range map[string]func(*testing.T, *left){
				"configuration": upgradeConfiguration, "lock and plugin": upgradeLock, "state": upgradeState,
				"spool": upgradeSpool, "credentials": upgradeCredentials, "report": upgradeReport,
				"json": upgradeSchemas, "codes": upgradeCodes, "cloud": upgradeCloud, "newer": upgradeNewer,
			} {
				t.Run(name, func(t *testing.T) { test(t, unpackFixture(t, file)) })
			}
		})
	}
}

// left is what a version has left behind, unpacked.
type left struct{ dir string }

func (l *left) path(elements ...string) string {
	return filepath.Join(append([]string{l.dir}, elements...)...)
}

func (l *left) read(t *testing.T, elements ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(l.path(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// run runs driftsync in the folder and returns what it prints.
func (l *left) run(t *testing.T, want int, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), "driftsync", args...)
	c.Dir = l.dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + l.path("home"), "DRIFTSYNC_CACHE=" + testCache(), "DRIFTSYNC_CREDENTIAL_STORE=file"}
	var problems bytes.Buffer
	c.Stderr = &problems
	out, _ := c.Output() // the status says it
	if got := c.ProcessState.ExitCode(); got != want {
		t.Fatalf("%v: status %d, want %d:\n%s%s", args, got, want, out, &problems)
	}
	return string(out)
}

// sql returns the rows of a statement.
func (l *left) sql(t *testing.T, file, statement string) []string {
	t.Helper()
	c := exec.Command("sqlite", l.path(file), statement)
	c.Env = append(os.Environ(), "DRIFTSYNC_CACHE="+testCache())
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return strings.Fields(string(out))
}

func (l *left) decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
}

func upgradeConfiguration(t *testing.T, l *left) {
	l.run(t, 0, "config", "validate", "--root", "shop")
	shown := l.run(t, 0, "config", "show", "--root", "shop")
	for _, want := range []string{`cloud\.url +https://cloud\.example\.org`, `cloud\.project +22222222-`, `source\.name +fixture`, `limits\.memory_mib +64`, `limits\.batch_seconds +9`} {
		if !regexp.MustCompile(want).MatchString(shown) {
			t.Errorf("no %s in\n%s", want, shown)
		}
	}
}

// The plugin of then runs under the lock of then, byte for byte.
func upgradeLock(t *testing.T, l *left) {
	l.move(t)
	if list := l.run(t, 0, "plugins", "list", "--root", "shop"); !strings.Contains(list, "no-digests") {
		t.Errorf("the list is\n%s", list)
	}
	l.run(t, 0, "plugins", "verify", l.path("shop", "policy", "no-digests.wasm"))
	var done struct {
		Result struct{ Rules map[string]int }
	}
	l.decode(t, l.run(t, 0, "--json", "--state", "fresh", "push", "--root", "shop", "--to", "file:fresh.db"), &done)
	if done.Result.Rules["no-digests/digest"] == 0 {
		t.Errorf("the plugin took nothing away: %v", done.Result.Rules)
	}
	file := l.path("shop", "policy", "no-digests.wasm")
	if err := os.WriteFile(file, append(l.read(t, "shop", "policy", "no-digests.wasm"), 0), 0o644); err != nil {
		t.Fatal(err)
	}
	l.run(t, fault.ExitPluginRefuse, "--state", "fresh", "push", "--root", "shop", "--to", "file:fresh.db")
}

const liveIDs = "select 'f' || id from cloud_functions where removed_at is null union all select 'v' || id from cloud_violations where removed_at is null order by 1"

// A push goes on with the source of then: its key, its ids, its epoch. No row is lost
// or there twice.
func upgradeState(t *testing.T, l *left) {
	l.adopt(t, "state", "out.db")
	before := l.sql(t, "out.db", liveIDs)
	source := l.sql(t, "out.db", "select id from sync_sources")
	// The ends of a call are node numbers now, so its row has another id.
	calls := l.sql(t, "out.db", "select count(*) from cloud_call_edges where removed_at is null")
	var done struct {
		OK      bool
		Summary struct{ Removed, Quarantined int }
		Result  struct {
			Source string
			Epoch  int
			Full   bool
		}
	}
	l.decode(t, l.run(t, 0, "--json", "--state", "state", "push", "--root", "shop", "--to", "file:out.db"), &done)
	if !done.OK || done.Result.Full || done.Result.Epoch != 2 || !slices.Equal(calls, []string{strconv.Itoa(done.Summary.Removed)}) || !slices.Equal(source, []string{done.Result.Source}) {
		t.Errorf("the push does not go on with what was there: %+v", done)
	}
	if after := l.sql(t, "out.db", liveIDs); len(before) == 0 || !slices.Equal(before, after) {
		t.Errorf("%d ids before, %d after, or others", len(before), len(after))
	}
	if again := l.run(t, 0, "--state", "state", "push", "--root", "shop", "--to", "file:out.db"); !strings.Contains(again, "Nothing") {
		t.Errorf("a second push says\n%s", again)
	}
}

// A push that was killed is continued, or begun anew: in the end every row is there once.
func upgradeSpool(t *testing.T, l *left) {
	l.adopt(t, "killed/state", "killed/out.db")
	if spool, err := filepath.Glob(l.path("killed", "state", "*", "spool", "run.json")); err != nil || len(spool) != 1 {
		t.Fatalf("the fixture has no spool: %v", err)
	}
	l.run(t, 0, "--state", "killed/state", "push", "--root", "shop", "--to", "file:killed/out.db")
	for _, table := range []string{"cloud_functions", "cloud_violations", "cloud_health_trends", "cloud_memories"} {
		count := "select count(*) from " + table + " where removed_at is null"
		if got, want := l.sql(t, "killed/out.db", count), l.sql(t, "out.db", count); !slices.Equal(got, want) {
			t.Errorf("%s: %v rows, want %v", table, got, want)
		}
	}
	if rest, err := filepath.Glob(l.path("killed", "state", "*", "spool", "*")); err != nil || len(rest) > 0 {
		t.Errorf("the spool is still there: %v, %v", rest, err)
	}
}

// What a newer version wrote is refused, and left as it is.
func upgradeNewer(t *testing.T, l *left) {
	l.adopt(t, "state", "out.db")
	push := []string{"--state", "state", "push", "--root", "shop", "--to", "file:out.db"}
	for _, test := range []struct {
		file, version, newer string
	}{
		{filepath.Join("state", metaFolder(t, l.path("state"), "meta.json"), "meta.json"), `"version": 1`, `"version": 3`},
		{filepath.Join("shop", "driftsync.lock"), "version = 1", "version = 2"},
	} {
		was := l.read(t, test.file)
		newer := bytes.Replace(was, []byte(test.version), []byte(test.newer), 1)
		if bytes.Equal(was, newer) {
			t.Fatalf("%s has no %s", test.file, test.version)
		}
		if err := os.WriteFile(l.path(test.file), newer, 0o600); err != nil {
			t.Fatal(err)
		}
		l.run(t, fault.ExitConfig, push...)
		if !bytes.Equal(newer, l.read(t, test.file)) {
			t.Errorf("%s was written to", test.file)
		}
		if err := os.WriteFile(l.path(test.file), was, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l.run(t, 0, push...)
}

func upgradeCredentials(t *testing.T, l *left) {
	store, err := auth.NewStore(auth.File, l.path("home", ".drift"), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range fixtureSessions() {
		if got, at, err := store.Load(want.URL); err != nil || at != auth.File || got == nil || *got != *want {
			t.Errorf("the session of %s is not what was kept: %v", want.URL, err)
		}
	}
	if shown := l.run(t, 0, "cloud", "status", "-f", "json"); !strings.Contains(shown, `"authenticated":true`) {
		t.Errorf("status says %s", shown)
	}
}

func upgradeReport(t *testing.T, l *left) {
	key := strings.TrimSpace(string(l.read(t, "report.key")))
	l.run(t, 0, "report", "verify", "--key", key, "report.json")
	forged := bytes.Replace(l.read(t, "report.json"), []byte(`"rows"`), []byte(`"rowz"`), 1)
	if err := os.WriteFile(l.path("report.json"), forged, 0o644); err != nil {
		t.Fatal(err)
	}
	l.run(t, fault.ExitPluginRefuse, "report", "verify", "--key", key, "report.json")
}

// Every field of then is still there, with its type. A schema that had to change has a
// new number, and a file of its own.
func upgradeSchemas(t *testing.T, l *left) {
	files, err := filepath.Glob(l.path("schemas", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas: %v", err)
	}
	for _, file := range files {
		now, err := os.ReadFile(filepath.Join("..", "..", "schema", "json", filepath.Base(file)))
		if err != nil {
			t.Errorf("a schema is gone: %v", err)
			continue
		}
		var was, is any
		l.decode(t, string(l.read(t, "schemas", filepath.Base(file))), &was)
		l.decode(t, string(now), &is)
		for _, lost := range lostFields(filepath.Base(file), was, is) {
			t.Errorf("%s is gone or has another type", lost)
		}
	}
}

// lostFields returns the properties that one schema has and the other has not, or has
// with another type.
func lostFields(at string, was, is any) (lost []string) {
	before, ok := was.(map[string]any)
	if !ok {
		return nil
	}
	after, ok := is.(map[string]any)
	if !ok {
		return []string{at}
	}
	if kind := before["type"]; !stillFits(kind, after["type"]) {
		if _, property := kind.(map[string]any); !property { // one that is called type
			lost = append(lost, at)
		}
	}
	for name, value := range before {
		if name == "required" || name == "description" || name == "enum" {
			continue
		}
		if _, nested := value.(map[string]any); nested {
			lost = append(lost, lostFields(at+"."+name, value, after[name])...)
		}
	}
	return lost
}

// stillFits reports whether readers of a field of one type take another: one that is no
// wider, such as a list that is never null any more, or any where there was only null.
func stillFits(was, is any) bool {
	kinds := func(v any) []any {
		if list, ok := v.([]any); ok {
			return list
		}
		return []any{v}
	}
	before := kinds(was)
	if len(before) == 1 && (before[0] == nil || before[0] == "null") {
		return true
	}
	for _, kind := range kinds(is) {
		if !slices.ContainsFunc(before, func(known any) bool { return fmt.Sprint(known) == fmt.Sprint(kind) }) {
			return false
		}
	}
	return true
}

func upgradeCodes(t *testing.T, l *left) {
	was := map[fault.Code]int{}
	l.decode(t, string(l.read(t, "codes.json")), &was)
	for code, status := range was {
		if !slices.Contains(fault.Codes(), code) || code.Status() != status {
			t.Errorf("%s had the status %d, and has %d", code, status, code.Status())
		}
	}
	if len(was) < 30 {
		t.Errorf("%d codes", len(was))
	}
}

// upgradeCloud pushes to a cloud that has the migrations of then, brought up to date.
func upgradeCloud(t *testing.T, l *left) {
	files, err := filepath.Glob(l.path("migrations", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	postgres, ctx := pgtest.Shared(t), t.Context()
	name, err := postgres.Create(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(ctx, postgres.URL(name))
	if err != nil {
		t.Fatal(err)
	}
	sql := resttest.Bootstrap + ";create schema supabase_migrations; create table supabase_migrations.schema_migrations (version text primary key, name text);"
	for _, file := range files {
		version, title, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".sql"), "_")
		sql += string(l.read(t, "migrations", filepath.Base(file))) + fmt.Sprintf("; insert into supabase_migrations.schema_migrations values ('%s', '%s');", version, title)
	}
	if _, err := conn.Exec(ctx, sql); err != nil {
		t.Fatal(err)
	}
	if err := resttest.Migrate(ctx, conn); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(ctx); err != nil {
		t.Fatal(err)
	}
	l.pushTo(t, postgres.URL(name))
}

func (l *left) pushTo(t *testing.T, database string) {
	t.Helper()
	l.move(t)
	server, err := resttest.Open(t.Context(), resttest.Options{Database: database, Secret: []byte(strings.Repeat("of the tests ", 4)), Key: "sb_" + "publishable_test"})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	t.Cleanup(func() {
		web.Close()
		server.Close()
	})
	stack := &resttest.Stack{Server: server, URL: web.URL, Key: "sb_" + "publishable_test"}
	tenant := stack.Tenant(t)
	project, member := stack.Project(t, tenant), stack.Member(t, tenant, "owner")
	c := exec.CommandContext(t.Context(), "driftsync", "--state", "cloud", "push", "--root", "shop", "--to", "cloud")
	c.Dir = l.dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + l.path("home"), "DRIFTSYNC_CACHE=" + testCache(), "DRIFTSYNC_URL=" + stack.URL,
		"DRIFTSYNC_KEY=" + stack.Key, "DRIFTSYNC_TENANT=" + tenant.String(), "DRIFTSYNC_PROJECT=" + project.String(), "DRIFTSYNC_TOKEN=" + member.Token}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var rows int
	var source uuid.UUID
	if err := stack.Pool().QueryRow(t.Context(), "select count(*), max(sync_source_id::text)::uuid from cloud_functions").Scan(&rows, &source); err != nil || rows == 0 {
		t.Errorf("%d functions are there: %v", rows, err)
	}
}
