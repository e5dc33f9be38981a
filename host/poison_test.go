package host_test

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/demo"
)

// poison is a row that its source allows and the way to the cloud does not.
type poison struct {
	name   string
	table  string // "database.table"
	spoil  string // SQL that makes one row poisonous
	heal   string // SQL that makes it an ordinary row
	stage  string
	reason string
	again  bool // the reason says nothing of the row: it is tried at every push
}

// update is SQL that changes one row of a table, in the middle of the first part.
func update(table, set string, nth int) string {
	return fmt.Sprintf("UPDATE %[1]s SET %[2]s WHERE rowid = (SELECT rowid FROM %[1]s ORDER BY rowid LIMIT 1 OFFSET %[3]d)", table, set, 30+nth)
}

func ofMemory(nth int, name, spoil, heal, stage, reason string) poison {
	return poison{name, "cortex.memories", update("memories", spoil, nth), update("memories", heal, nth), stage, reason, false}
}

func ofFunction(name, spoil, heal, reason string, again bool) []poison {
	return []poison{{name, "drift.functions", update("functions", spoil, 0), update("functions", heal, 0), "sink", reason, again}}
}

// ofSummary spoils a text of which a class asks nothing.
func ofSummary(name, text, reason string, again bool) []poison {
	return []poison{{name, "cortex.memories", update("memories", "summary = "+text, 0), update("memories", "summary = 'fine'", 0), "sink", reason, again}}
}

// poisons stand in groups of those that one push meets. Postgres itself takes every cell
// that passes the source's own checks, so what it refuses is what a project's owner has
// added to the tables.
var poisons = [][]poison{
	{
		ofMemory(0, "wrong types", "summary = x'00ff'", "summary = 'fine'", "source", "source.type_mismatch"),
		ofMemory(1, "a text for a number", "access_count = 'often'", "access_count = 1", "source", "source.type_mismatch"),
		ofMemory(2, "a fraction for a number", "access_count = 1.5", "access_count = 1", "source", "source.type_mismatch"),
		ofMemory(3, "a text for a fraction", "confidence = 'high'", "confidence = 0.5", "source", "source.type_mismatch"),
		ofMemory(4, "no key", "id = NULL", "id = 'found'", "source", "source.null_key"),
		ofMemory(5, "too large", "summary = printf('%.*c', 9000000, 'x')", "summary = 'fine'", "source", "source.row_too_large"),
	},
	{ofMemory(0, "refused by the guard", "summary = 'in /usr/share/circle/lib'", "summary = 'fine'", "guard", "text.user")},
	ofFunction("refused by a check", "parameter_count = -1", "parameter_count = 1", "23514", false),
	ofFunction("null where the cloud wants a value", "qualified_name = NULL", "qualified_name = 'q'", "23502", false),
	ofSummary("too long for an index", long(20_000), "54000", false),
	ofFunction("out of range", "end_line = 3000000000", "end_line = 3", "22003", false),
	ofSummary("longer than a request may be", "printf('%.*c', 1200000, 'x')", "HTTP413", true),
}

// long is SQL of a text that no compression makes short.
func long(words int) string {
	return fmt.Sprintf(`(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %d)
		SELECT group_concat(char(97+(i*i*7+i/3)%%26, 97+(i*31+i/7)%%26, 97+(i*i*i)%%26), ' ') FROM n)`, words)
}

// A project that its owner gave rules of its own: they are what refuses rows.
const ownRules = `alter table cloud_functions add check (parameter_count >= 0);
	create index own_summary on cloud_memories (summary);
	create function own_range() returns trigger language plpgsql as $$
	begin perform new.end_line::int; if new.qualified_name is null and new.removed_at is null then
	raise exception using errcode = '23502'; end if; return new; end $$;
	create trigger own_range before insert or update on cloud_functions for each row execute function own_range()`

// Each poisonous row is found in at most 2 log2(n) + 3 requests, log2 rounded up, and quarantined with the
// reason, while the others arrive. It is tried again when it changes, and when the policy
// does, and not before.
func TestPush_PoisonRows(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes a hundred times")
	}
	wasm := stricterPolicy(t)
	namesCircle(t)
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	c := newCloudOf(t, 1<<20)
	if _, err := c.Pool().Exec(t.Context(), ownRules); err != nil {
		t.Fatal(err)
	}
	for _, group := range poisons {
		t.Run(group[0].name, func(t *testing.T) {
			c.project = c.Project(t, c.tenant)
			w := disturbed(t, c, template)
			w.exec("drift", `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 900)
				INSERT INTO functions(file, name, qualified_name, language, line, end_line, body_hash, signature_hash) SELECT 'f.go', 'f', 'q', 'go', i, i, x'00', x'00' FROM n;
				UPDATE functions SET qualified_name = 'q' WHERE qualified_name IS NULL`)
			p := group[0]
			database, table, _ := strings.Cut(p.table, ".")
			for _, p := range group {
				w.exec(database, "PRAGMA ignore_check_constraints=ON; "+p.spoil)
			}
			c.Requests()
			w.quarantines(group, w.push(), len(group))
			w.boundRequests(c, p.table)

			// They are known now. Nothing of them is sent again, unless it may be taken.
			w.exec("drift", "INSERT INTO health_trends(metric_name,metric_value,recorded_at) VALUES('next',1,1)")
			w.quarantines(group, w.push(), 0)
			if sent := posts(c, table); len(sent) > 0 != p.again {
				t.Errorf("%d requests for a known row", len(sent))
			}

			// Under another policy they are tried again.
			strict := func(o *host.Options) { o.Plugins = []plugin.Module{{Name: "tables", Wasm: wasm}} }
			w.quarantines(group, w.push(strict), 0)
			if sent := posts(c, table); p.stage == "sink" && len(sent) < 2 {
				t.Errorf("%d requests under another policy", len(sent))
			}

			for _, p := range group {
				w.exec(database, "PRAGMA ignore_check_constraints=ON; "+p.heal)
			}
			r := w.push(strict)
			if len(r.Quarantined) > 0 || r.Summary().Sent != int64(len(group)) {
				t.Errorf("healed: sent %d, quarantined %+v", r.Summary().Sent, r.Quarantined)
			}
			w.strict = true
			w.ended(r, w.options.StateDir)
			w.compare("healed")
		})
	}
}

// quarantines holds the account of a push to a group of poisonous rows.
func (w *world) quarantines(group []poison, r *host.Result, news int) {
	t := w.bench.t
	t.Helper()
	var got, want []string
	for _, q := range r.Quarantined {
		got = append(got, q.Database+"."+q.Table+" "+q.Stage+" "+q.Reason)
	}
	for _, p := range group {
		want = append(want, p.table+" "+p.stage+" "+p.reason)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || r.New != news {
		t.Fatalf("%d new, quarantined %q, want %q", r.New, got, want)
	}
	status := fault.ExitOK
	switch {
	case news > 0 && group[0].stage == "guard":
		status = fault.ExitGuard
	case news > 0:
		status = fault.ExitPartial
	}
	if r.Status() != status {
		t.Errorf("status %d, want %d", r.Status(), status)
	}
}

// posts returns how many bytes each request to a table had, since the last call.
func posts(c *cloud, table string) (bodies []int) {
	for _, r := range c.Requests() {
		if r.Method == http.MethodPost && r.Path == "/cloud_"+table {
			bodies = append(bodies, r.Bytes)
		}
	}
	return bodies
}

// boundRequests holds the requests of a push to a table to those of its parts and to
// what finding one row may cost.
func (w *world) boundRequests(c *cloud, name string) {
	t := w.bench.t
	t.Helper()
	database, table, _ := strings.Cut(name, ".")
	rows, err := strconv.Atoi(w.query(w.path(database), "SELECT count(*) FROM "+table)[0][0])
	if err != nil || rows > 1000 {
		t.Fatalf("%d rows in one part, %v", rows, err)
	}
	sent := posts(c, table)
	t.Logf("%d requests for %d rows", len(sent), rows)
	// A part is halved by its rows, and those of few rows do not halve evenly.
	if bound := 2*math.Ceil(math.Log2(float64(rows))) + 3; float64(len(sent)) > bound || len(sent) == 0 {
		t.Errorf("%d requests for %d rows, at most %.1f: %v", len(sent), rows, bound, sent)
	}
}

// What SQLite holds and JSON or Postgres has no form for arrives in the form that the
// rules name; the row is not lost over it.
func TestPush_HostileCellsArriveInPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	c := newCloud(t)
	w := disturbed(t, c, newBench(t, demo.Options{Clean: true, Rows: 1}))
	w.exec("cortex", `INSERT INTO degradation_log(component, failure, fallback, details, timestamp) VALUES
		('x', 'nul '||char(0)||' end', CAST(x'62ff62' AS TEXT), '{"n":1e400,"t":"\u0000"}', 't'),
		('x', CAST(x'61eda08062' AS TEXT), CAST(x'efbfbf' AS TEXT), '{"n":[[[[[[[[[[]]]]]]]]]]}', 't'),
		('x', char(0xfeff)||char(0x202e)||char(0x1f600), CAST(x'c0af' AS TEXT), '{"n":0.1,"n":2}', 't')`)
	w.exec("drift", `INSERT INTO health_trends(metric_name,metric_value,recorded_at) VALUES
		('x',9e999,9007199254740993),('x',-9e999,-9223372036854775808),('x',5e-324,9223372036854775807),('x',-0.0,0),('x',1.7976931348623157e308,1)`)
	if r := w.push(); r.Status() != fault.ExitOK || len(r.Quarantined) > 0 {
		t.Fatalf("status %d, %+v", r.Status(), r.Quarantined)
	}
	for query, want := range map[string][]string{
		"select failure || '|' || fallback || '|' || details from cloud_cortex_degradation_log where component = 'x' order by local_id": {
			"nul \ufffd end|b\ufffdb|{\"n\":1e400,\"t\":\"\\u0000\"}",
			"a\ufffdb|\uffff|{\"n\":[[[[[[[[[[]]]]]]]]]]}",
			"\ufeff\u202e\U0001F600|\ufffd|{\"n\":0.1,\"n\":2}",
		},
		"select metric_value || '|' || recorded_at from cloud_health_trends where metric_name = 'x' order by local_id": {
			"Infinity|9007199254740993", "-Infinity|-9223372036854775808", "5e-324|9223372036854775807", "0|0", "1.7976931348623157e+308|1",
		},
	} {
		rows, err := c.Pool().Query(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v\ngot  %+q\nwant %+q", err, got, want)
		}
	}
}
