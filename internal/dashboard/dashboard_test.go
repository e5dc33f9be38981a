package dashboard

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/internal/bill"
	"github.com/driftsync/driftsync/schema"
)

func codeOf(err error) fault.Code {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Code
	}
	return ""
}

// pushed makes a file with violations, some of them removed, and a second source that is not
// shown.
func pushed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.db")
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i, name := range []string{"main", "other"} {
		start := sink.Start{Run: uuid.New(), Tenant: uuid.New(), Project: uuid.NewSHA1(uuid.Nil, nil), Name: name}
		lease, err := s.Begin(t.Context(), start)
		if err != nil {
			t.Fatal(err)
		}
		rows := []string{`"error","r1","src/a.go",true,10,"now"`, `"error","r1","src/a.go",true,3,null`, `"warning","r1","src/b_c.go",false,2,null`, `"error","r2",null,null,1,null`}
		if i == 1 {
			rows = rows[1:2]
		}
		p := &sink.Part{Table: schema.Find(schema.Drift, "violations"), Kind: sink.Upsert,
			Columns: []string{"sync_source_id", "sync_epoch", "id", "project_id", "severity", "rule_id", "file", "is_new", "line", "removed_at"}}
		p.Body = append(p.Body, '[')
		for n, cells := range rows {
			p.Offsets = append(p.Offsets, uint32(len(p.Body)))
			values := append([]string{fmt.Sprintf("%q", lease.Source), fmt.Sprint(lease.Epoch), fmt.Sprintf("%q", uuid.New()), fmt.Sprintf("%q", start.Project)}, strings.Split(cells, ",")...)
			for k, c := range p.Columns {
				p.Body = fmt.Appendf(p.Body, "%s%q:%s", map[bool]string{true: "{", false: ","}[k == 0], c, values[k])
			}
			p.Body = append(p.Body, "},"...)
			if n == len(rows)-1 {
				p.Body[len(p.Body)-1] = ']'
			}
		}
		p.Offsets = append(p.Offsets, uint32(len(p.Body)))
		if refused, err := s.Write(t.Context(), p); err != nil || len(refused) > 0 {
			t.Fatal(refused, err)
		}
		run := &sink.Run{ID: start.Run, Complete: true, Plugins: []sink.PluginRecord{{Name: "redact-default"}}}
		if err := s.Finish(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// serve starts a dashboard, and returns its address and token. It ends with the test.
func serve(t *testing.T, source Source) (address, token string) {
	t.Helper()
	s, err := Listen(source, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	address, token, _ = strings.Cut(s.URL(), "/#token=")
	return address, token
}

func TestRows(t *testing.T) {
	source, err := OpenFile(t.Context(), pushed(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		view, query, want string
		total             int64
	}{
		{"current_violations", "select=rule_id,line,is_new&order=line.desc", `[{"rule_id":"r1","line":3,"is_new":true},{"rule_id":"r1","line":2,"is_new":false},{"rule_id":"r2","line":1,"is_new":null}]`, 3},
		{"current_violations", "select=line&severity=eq.error&order=line&limit=1&offset=1", `[{"line":3}]`, 2},
		{"current_violations", "select=line&line=gte.2&line=lt.3", `[{"line":2}]`, 1},
		{"current_violations", "select=line&file=ilike.*B\\_C*", `[{"line":2}]`, 1},
		{"current_violations", "select=line&file=ilike.*a\\_g*", `[]`, 0},
		{"current_violations", "select=line&file=is.null", `[{"line":1}]`, 1},
		{"current_violations", "select=line&is_new=is.true", `[{"line":3}]`, 1},
		{"current_violations", "select=line&is_new=not.is.true&order=line", `[{"line":1},{"line":2}]`, 2},
		{"current_violations", `select=line&file=in.("src/b_c.go",x)`, `[{"line":2}]`, 1},
		{"current_violations", "select=line&rule_id=eq.r1' or 1=1 --", `[]`, 0},
		{"current_violations", "select=rule_id,count()&order=count.desc,rule_id", `[{"rule_id":"r1","count":2},{"rule_id":"r2","count":1}]`, 3},
		{"current_violations", "select=count()", `[{"count":3}]`, 3},
		{"v_top_violations", "select=rule_id,occurrence_count,affected_files&order=rule_id,severity", `[{"rule_id":"r1","occurrence_count":1,"affected_files":1},{"rule_id":"r1","occurrence_count":1,"affected_files":1},{"rule_id":"r2","occurrence_count":1,"affected_files":0}]`, 3},
		{"v_trend_violations", "select=severity,violation_count&order=severity", `[{"severity":"error","violation_count":2},{"severity":"warning","violation_count":1}]`, 2},
		{"v_primary_source", "select=source_name,stale", `[{"source_name":"main","stale":null}]`, 1},
		{"v_security_posture", "select=owasp_categories,secrets_by_severity", `[{"owasp_categories":[],"secrets_by_severity":{}}]`, 1},
		{"sync_runs", "select=complete,plugins&limit=1", `[{"complete":true,"plugins":[{"name":"redact-default","version":"","sha256":""}]}]`, 2},
	} {
		values, err := url.ParseQuery(strings.ReplaceAll(c.query, "%", "%25"))
		if err != nil {
			t.Fatal(err)
		}
		q, err := Parse(c.view, values)
		if err != nil {
			t.Errorf("%s?%s: %v", c.view, c.query, err)
			continue
		}
		q.Counted = true
		if rows, total, err := source.Rows(t.Context(), q); err != nil || string(rows) != c.want || total != c.total {
			t.Errorf("%s?%s: %s of %d, %v", c.view, c.query, rows, total, err)
		}
	}
	// Every view that may be asked for is there, with the columns that it is said to have.
	for view := range views() {
		q, err := Parse(view, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := source.Rows(t.Context(), q); err != nil {
			t.Errorf("%s: %v", view, err)
		}
	}
}

func TestParse_Refuses(t *testing.T) {
	for _, c := range []struct{ view, query string }{
		{"cloud_violations", ""}, {"sync_sources", ""}, {"sync_source_keys", ""}, {"sqlite_schema", ""}, {"current_violations; drop table projects", ""},
		{"current_violations", "select=nothing"}, {"current_violations", "select=file,sum()"}, {"current_violations", "order=file.sideways"}, {"current_violations", `order=file"`},
		{"current_violations", "limit=1001"}, {"current_violations", "limit=-1"}, {"current_violations", "offset=x"}, {"current_violations", "nothing=eq.1"},
		{"current_violations", "file=1"}, {"current_violations", "file=glob.x"}, {"current_violations", "file=is.1"}, {"current_violations", "file=in.()"}, {"current_violations", `file=in.("a`},
		{"sync_runs", "select=tenant_id"},
	} {
		values, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(c.view, values); codeOf(err) != fault.DashboardQuery {
			t.Errorf("%s?%s: %v", c.view, c.query, err)
		}
	}
}

func TestServer_AdmitsItsOwnPageAlone(t *testing.T) {
	source, err := OpenFile(t.Context(), pushed(t))
	if err != nil {
		t.Fatal(err)
	}
	address, token := serve(t, source)
	const path = "/rest/v1/current_violations?select=file"
	for _, c := range []struct {
		name, method, path string
		change             func(*http.Request)
		status             int
		code               fault.Code
	}{
		{name: "itself", path: path, status: 200},
		{name: "what it is", path: "/about.json", status: 200},
		{name: "no token", path: path, change: func(r *http.Request) { r.Header.Del(TokenHeader) }, status: 401, code: fault.DashboardToken},
		{name: "wrong token", path: "/about.json", change: func(r *http.Request) { r.Header.Set(TokenHeader, token[1:]+"A") }, status: 401, code: fault.DashboardToken},
		{name: "token in the query", path: path + "&token=" + token, change: func(r *http.Request) { r.Header.Del(TokenHeader) }, status: 401, code: fault.DashboardToken},
		{name: "foreign name", path: path, change: func(r *http.Request) { r.Host = "rebound.example:80" }, status: 403, code: fault.DashboardHost},
		{name: "localhost", path: "/", change: func(r *http.Request) { r.Host = "localhost" + address[strings.LastIndex(address, ":"):] }, status: 403, code: fault.DashboardHost},
		{name: "another page", path: path, change: func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:1") }, status: 403, code: fault.DashboardHost},
		{name: "a write", method: "POST", path: path, status: 405},
		{name: "another view", path: "/rest/v1/cloud_violations", status: 400, code: fault.DashboardQuery},
		{name: "a page without the token", path: "/", change: func(r *http.Request) { r.Header.Del(TokenHeader) }, status: 200},
		{name: "no file", path: "/../../server.go", status: 404},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, address+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(TokenHeader, token)
		if c.change != nil {
			c.change(r)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		var said struct{ Code fault.Code }
		if c.code != "" && json.Unmarshal(body, &said) != nil || res.StatusCode != c.status || said.Code != c.code {
			t.Errorf("%s: %d %s, want %d %s", c.name, res.StatusCode, said.Code, c.status, c.code)
		}
		if c.status != 200 && bytes.Contains(body, []byte("src/")) || !strings.HasPrefix(res.Header.Get("Content-Security-Policy"), "default-src 'none'") || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: rows, or no policy", c.name)
		}
	}
}

// A page loads and asks for nothing that is not its own: it names no other host, and has no
// script or style beside its files.
func TestPages_AreAlone(t *testing.T) {
	hosts := regexp.MustCompile(`(?i)(https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s"']*`)
	inline := regexp.MustCompile(`(?i)<script>|<script [^>]*>[^<]|<style|\sstyle=|\son[a-z]+=|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(`)
	err := fs.WalkDir(Pages(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == "vendor/LICENSE" {
			return err
		}
		text, err := fs.ReadFile(Pages(), path)
		for _, found := range hosts.FindAllString(string(text), -1) {
			if !strings.HasPrefix(found, "http://www.w3.org/") && found != "https://github.com/leeoniya/uPlot" {
				t.Errorf("%s names %s", path, found)
			}
		}
		if found := inline.FindString(string(text)); found != "" {
			t.Errorf("%s has %s", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	script, err := fs.ReadFile(Pages(), "vendor/uplot.js")
	if sum := sha256.Sum256(script); err != nil || hex.EncodeToString(sum[:]) != bill.Vendored("uplot") {
		t.Errorf("vendor/uplot.js is not what the bill of materials names, %v", err)
	}
}

func TestOpenFile_Refuses(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T, path string)
		want fault.Code
	}{
		{"missing", func(*testing.T, string) {}, fault.ConfigDestination},
		{"empty", func(t *testing.T, path string) { write(t, path, "") }, fault.ConfigDestination},
		{"text", func(t *testing.T, path string) { write(t, path, strings.Repeat("not a database ", 20)) }, fault.ConfigInvalid},
		{"a folder", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, fault.ConfigInvalid},
		{"another's database", func(t *testing.T, path string) { exec(t, path, "create table t (a)") }, fault.ConfigInvalid},
		{"of an older version", func(t *testing.T, path string) {
			exec(t, path, "pragma application_id = 1146313038; create table cloud_violations (a)")
		}, fault.SinkSchema},
	} {
		path := filepath.Join(t.TempDir(), "out.db")
		c.make(t, path)
		before, _ := os.ReadFile(path)
		if _, err := OpenFile(t.Context(), path); codeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
			t.Errorf("%s: the file is another one now", c.name)
		}
	}
}

// A push writes, and the dashboard shows what was there before, until it is committed; the
// push ends with one file, which a reader does not keep from it.
func TestRows_WhileAPushWrites(t *testing.T) {
	path := pushed(t)
	source, err := OpenFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	q, err := Parse("v_primary_source", url.Values{"select": {"source_name"}})
	if err != nil {
		t.Fatal(err)
	}
	read := func(when string) {
		t.Helper()
		if rows, _, err := source.Rows(t.Context(), q); err != nil || string(rows) != `[{"source_name":"main"}]` {
			t.Errorf("%s: %s, %v", when, rows, err)
		}
	}
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Begin(t.Context(), sink.Start{Run: uuid.New(), Name: "third"}); err != nil {
		t.Fatal(err)
	}
	read("while a push has it open")
	writer, err := sqlite3.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	if err := writer.Exec("begin immediate; update sync_sources set name = 'half done'"); err != nil {
		t.Fatal(err)
	}
	source.kept = answers{}
	read("while a push is in a transaction")
	if err := errors.Join(writer.Exec("rollback"), writer.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	read("afterwards")
	exec(t, path, "update sync_sources set name = 'renamed' where name = 'main'")
	if rows, _, err := source.Rows(t.Context(), q); err != nil || string(rows) != `[{"source_name":"renamed"}]` {
		t.Errorf("after the next write: %s, %v", rows, err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("%d files, %v", len(files), err)
	}
}

func TestListen_PortInUse(t *testing.T) {
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if _, err := Listen(nil, taken.Addr().(*net.TCPAddr).Port); codeOf(err) != fault.DashboardPort {
		t.Errorf("%v", err)
	}
}

// asked is a project that notes what it is asked.
type asked struct {
	view, query string
	answer      string
	closed      bool
}

func (a *asked) Read(_ context.Context, view string, query url.Values, _ bool) (json.RawMessage, int64, error) {
	a.view, a.query = view, query.Encode()
	return json.RawMessage(a.answer), 7, nil
}

func (a *asked) Close() error { a.closed = true; return nil }

func TestCloud(t *testing.T) {
	project := uuid.New()
	for _, c := range []struct {
		query, answer string
		wantQuery     string
		want          string
		code          fault.Code
	}{
		{query: "select=file&severity=not.eq.error&order=line.desc.nullslast,id&limit=5&offset=5", answer: `[{"file":"a"}]`, want: `[{"file":"a"}]`,
			wantQuery: "limit=5&offset=5&order=line.desc.nullslast%2Cid&project_id=eq." + project.String() + "&select=file&severity=not.eq.error"},
		{query: "select=severity,count()&order=count.desc&limit=1", answer: `[{"severity":"info","count":2},{"severity":"error","count":10}]`, want: `[{"count":10,"severity":"error"}]`,
			wantQuery: "limit=1000&project_id=eq." + project.String() + "&select=severity%2Ccount%28%29"},
		{query: "select=line,count()&order=count.desc,line&limit=2", answer: `[{"line":10,"count":2},{"line":9,"count":2},{"line":1,"count":1}]`, want: `[{"count":2,"line":9},{"count":2,"line":10}]`},
		{query: "select=file,count()", answer: "[" + strings.Repeat(`{"count":1},`, MaxRows-1) + `{"count":1}]`, code: fault.SinkAggregates},
	} {
		values, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		q, err := Parse("current_violations", values)
		if err != nil {
			t.Fatal(err)
		}
		server := &asked{answer: c.answer}
		source := OpenCloud(server, "https://project.example#1", project)
		rows, _, err := source.Rows(t.Context(), q)
		if string(rows) != c.want || codeOf(err) != c.code || server.view != "current_violations" || c.wantQuery != "" && server.query != c.wantQuery {
			t.Errorf("%s: asked %s, answered %.80s, %v", c.query, server.query, rows, err)
		}
		if err := source.Close(); err != nil || !server.closed {
			t.Errorf("not closed: %v", err)
		}
	}
}

// An account without rights is told so, in place of pages that show no finding.
func TestCloud_Unseen(t *testing.T) {
	for answer, want := range map[string]fault.Code{"[]": fault.SinkRefused, `[{"stale":"none"}]`: ""} {
		if err := OpenCloud(&asked{answer: answer}, "https://project.example#1", uuid.New()).Check(t.Context()); codeOf(err) != want {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func exec(t *testing.T, path, sql string) {
	t.Helper()
	conn, err := sqlite3.Open("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(conn.Exec(sql), conn.Close()); err != nil {
		t.Fatal(err)
	}
}
