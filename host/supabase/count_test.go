package supabase_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema/migration"
)

func TestSink_Count(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	s := p.sink(t, u)
	l := begin(t, s, p.start("ci"))
	write(t, s, p.part(t, functions, l, 9, nil))
	l = begin(t, s, p.start("ci"))
	write(t, s, p.part(t, functions, l, 7, nil))
	write(t, s, p.part(t, trends, l, 2, nil))
	other := p.sink(t, u)
	write(t, other, p.part(t, functions, begin(t, other, p.start("other")), 5, nil))
	want := map[string]int64{"cloud_functions": 7, "cloud_health_trends": 2, "cloud_violations": 0}
	got, err := s.Count(t.Context(), map[string]int64{"cloud_functions": 7, "cloud_health_trends": 300_000, "cloud_violations": 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, err := s.Count(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("of nothing: %v, %v", got, err)
	}
	_, err = s.Count(t.Context(), map[string]int64{"cloud_nothing": 1})
	wantFault(t, err, fault.SinkSchema)
	begin(t, p.sink(t, u), p.start("ci"))
	_, err = s.Count(t.Context(), want)
	wantFault(t, err, fault.SinkSuperseded)
	if _, err := p.Pool().Exec(t.Context(), "delete from sync_sources"); err != nil {
		t.Fatal(err)
	}
	_, err = s.Count(t.Context(), want)
	wantFault(t, err, fault.SinkGone)
}

// A server that has time for one table and a quarter of its ids only is asked for less.
func TestSink_Count_Divides(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	write(t, s, p.part(t, functions, l, 40, nil))
	write(t, s, p.part(t, trends, l, 2, nil))
	slow := func(w http.ResponseWriter) {
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, `{"code":"57014"}`)
	}
	p.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			var args struct {
				Tables []string `json:"p_tables"`
				From   *string  `json:"p_from"`
				To     *string  `json:"p_to"`
			}
			if err != nil || json.Unmarshal(body, &args) != nil {
				t.Error("no arguments")
			}
			if len(args.Tables) > 1 || args.From == nil && args.To == nil {
				slow(w)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			next.ServeHTTP(w, r)
		})
	})
	got, err := s.Count(t.Context(), map[string]int64{"cloud_functions": 40, "cloud_health_trends": 2})
	if err != nil || got["cloud_functions"] != 40 || got["cloud_health_trends"] != 2 {
		t.Errorf("%v, %v", got, err)
	}
	p.Use(func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { slow(w) })
	})
	_, err = s.Count(t.Context(), map[string]int64{"cloud_functions": 40})
	wantFault(t, err, fault.SinkUnreachable)
}

// Only who may write a source learns how many rows it has.
func TestIsolation_Count(t *testing.T) {
	c := newCast(t)
	args, err := json.Marshal(map[string]any{"p_source": c.lease.Source, "p_epoch": c.lease.Epoch,
		"p_tables": []string{"cloud_functions", "tenants", "sync_runs", "no such table'"}, "p_from": nil, "p_to": nil})
	if err != nil {
		t.Fatal(err)
	}
	const headers = `"headers": ["x-drift-source", "x-drift-epoch"]}`
	const counted, gone = `{"status": "counted", "tables": {"cloud_functions": 1}, ` + headers, `{"status": "gone", ` + headers
	for name, try := range map[string]struct {
		as     client
		status int
		want   string
	}{
		"owner of the source":              {client{p: c.p, token: c.ada.Token}, 200, counted},
		"admin":                            {client{p: c.p, token: c.admin.Token}, 200, counted},
		"colleague":                        {client{p: c.p, token: c.bob.Token}, 200, gone},
		"viewer":                           {client{p: c.p, token: c.viewer.Token}, 200, gone},
		"inactive":                         {client{p: c.p, token: c.left.Token}, 200, gone},
		"deprovisioned":                    {client{p: c.p, token: c.gone.Token}, 200, gone},
		"other tenant":                     {client{p: c.p, token: c.mallory.Token}, 200, gone},
		"other tenant that names this one": {client{p: c.p, token: c.mallory.Token, head: http.Header{"X-Drift-Tenant": {c.p.tenant.String()}}}, 200, gone},
		"user without a tenant":            {client{p: c.p, token: c.p.Token(t, uuid.New(), nil)}, 200, gone},
		"anonymous":                        {client{p: c.p}, 401, ""},
	} {
		status, body := try.as.do(t, http.MethodPost, "rpc/driftsync_count", string(args))
		if status != try.status || try.want != "" && body != try.want {
			t.Errorf("%s: %d %s, want %d %s", name, status, body, try.status, try.want)
		}
	}
}

// A cloud schema from before the count, or from before bare parts, is named, before a row
// leaves; doctor names it as well.
func TestSink_Begin_OlderSchema(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	files, err := migration.Files()
	if err != nil {
		t.Fatal(err)
	}
	receipt := files[slices.IndexFunc(files, func(f migration.File) bool { return f.Title() == "driftsync_receipt" })]
	for name, older := range map[string]string{"no count": "drop function driftsync_count", "no headers": receipt.SQL} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t, resttest.Options{})
			if _, err := p.Pool().Exec(t.Context(), older); err != nil {
				t.Fatal(err)
			}
			u := p.Member(t, p.tenant, "member")
			_, err := p.sink(t, u).Begin(t.Context(), p.start("ci"))
			wantFault(t, err, fault.SinkSchema)
			if hint := err.(*fault.Error).Hint; !strings.Contains(hint, "driftsync_callers.sql") || !strings.Contains(hint, "driftsync schema apply") {
				t.Errorf("hint %q", hint)
			}
			lacks, err := account(t, p.Stack, u).Lacks(t.Context())
			if err != nil || len(lacks) != 1 || lacks[0].Object != "driftsync_count" {
				t.Errorf("lacks %v, %v", lacks, err)
			}
		})
	}
}

// A gateway that finds everything too long is asked a few times only; one with a limit gets
// what fits.
func TestSink_Write_TooLong(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	part := p.part(t, functions, l, 500, func(row int) map[string]any {
		if row == 311 {
			return map[string]any{"name": strings.Repeat("x", smallBody)}
		}
		return nil
	})
	p.Use(onLength(0, http.StatusRequestEntityTooLarge, "<html>"))
	p.Requests()
	_, err := s.Write(t.Context(), part)
	wantFault(t, err, fault.SinkIntercepted)
	if n := len(p.Requests()); n > 3 {
		t.Errorf("%d requests", n)
	}
	p.Use(onLength(smallBody/2, http.StatusRequestEntityTooLarge, "<html>"))
	refused := write(t, s, part)
	if len(refused) != 1 || refused[0].Row != 311 || refused[0].Code != "HTTP413" {
		t.Errorf("refused %v", refused)
	}
	if n := query[int](t, p, `select count(*) from cloud_functions`); n != 499 {
		t.Errorf("%d rows arrived", n)
	}
}

// smallBody is more than the length at which no gateway stops a single row.
const smallBody = 65 << 10
