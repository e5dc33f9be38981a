package supabase_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema/migration"
)

// fill gives the place's primary source n violations over 40 days, a tenth of them
// removed, and as many of a source that dashboards do not show in a tenant of its own.
func (p *place) fill(t testing.TB, s *resttest.Stack, n int) resttest.User {
	t.Helper()
	u := p.Member(t, p.tenant, "member")
	out := p.sink(t, u)
	l := begin(t, out, p.start("ci"))
	if err := out.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	other := &place{Stack: s, tenant: s.Tenant(t)}
	other.project = s.Project(t, other.tenant)
	foreign := begin(t, other.sink(t, s.Member(t, other.tenant, "member")), other.start("ci"))
	for _, own := range []struct {
		p *place
		l sink.Lease
		n int
	}{{p, l, n}, {other, foreign, n / 4}} {
		_, err := s.Pool().Exec(t.Context(), `insert into cloud_violations (tenant_id, project_id, sync_source_id, sync_epoch, id, file, severity, rule_id, pattern_id, message, first_synced_at, removed_at)
			select $1, $2, $3, 1, gen_random_uuid(), 'src/module' || i % 97 || '/file' || i % 5003 || '.go', (array['error', 'warning', 'info'])[1 + i % 3],
				'rule-' || i % 211, 'pattern-' || i % 53, 'a message of a length that is usual for one of these findings',
				now() - (i % 40) * interval '1 day', case when i % 10 = 0 then now() - (i % 20) * interval '1 day' end
			from generate_series(1, $4::int) i`, own.p.tenant, own.p.project, own.l.Source, own.n)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Pool().Exec(t.Context(), `analyze`); err != nil {
		t.Fatal(err)
	}
	return u
}

// as runs a statement in a transaction with the user's rights, as PostgREST does, and
// returns how long it took.
func (p *place) as(t testing.TB, u resttest.User, sql string) time.Duration {
	t.Helper()
	var took time.Duration
	err := pgx.BeginFunc(t.Context(), p.Pool(), func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), `select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
			fmt.Sprintf(`{"sub":%q,"role":"authenticated"}`, u.ID)); err != nil {
			return err
		}
		began := time.Now()
		rows, err := tx.Query(t.Context(), sql)
		if err != nil {
			return err
		}
		for rows.Next() {
		}
		took = time.Since(began)
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return took
}

// BenchmarkViews reads the dashboards of a project of a million violations.
func BenchmarkViews(b *testing.B) {
	n := 1_000_000
	if wanted, err := strconv.Atoi(os.Getenv("DRIFTSYNC_BENCH_ROWS")); err == nil {
		n = wanted
	}
	s := resttest.NewStack(b, resttest.Options{})
	tenant := s.Tenant(b)
	p := &place{Stack: s, tenant: tenant, project: s.Project(b, tenant)}
	u := p.fill(b, s, n)
	for _, view := range migration.DashboardViews() {
		b.Run(view, func(b *testing.B) {
			for b.Loop() {
				p.as(b, u, fmt.Sprintf("select * from %s where project_id = '%s'", view, p.project))
			}
		})
	}
	source := ""
	if err := p.Pool().QueryRow(b.Context(), `select primary_source_id::text from projects where id = $1`, p.project).Scan(&source); err != nil {
		b.Fatal(err)
	}
	for name, sql := range documented(source) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				p.as(b, u, sql)
			}
		})
	}
	for name, sql := range minimal(source) {
		b.Run("minimal/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Pool().Exec(b.Context(), sql); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// documented are the lists of docs/api.md about violations, as PostgREST asks for them.
func documented(source string) map[string]string {
	const newest = " order by first_synced_at desc, id limit 20"
	return map[string]string{
		"newest":      "select * from current_violations" + newest,
		"by severity": "select * from current_violations where severity = 'error'" + newest,
		"by rule":     "select * from current_violations where rule_id = 'rule-7'" + newest,
		"by file":     "select * from current_violations where file = 'src/module7/file7.go' order by line, id limit 1000",
		"went away":   "select severity, line, removed_at from cloud_violations where removed_at >= 'yesterday' order by removed_at desc, id limit 50",
		"page":        fmt.Sprintf("select * from current_violations where sync_source_id = '%s' and id > '80000000-0000-0000-0000-000000000000' order by id limit 1000", source),
	}
}

// minimal is what the views over violations have to read at least, by a constant and
// without policies.
func minimal(source string) map[string]string {
	from := fmt.Sprintf(" from cloud_violations where sync_source_id = '%s' and removed_at is null", source)
	return map[string]string{
		"v_project_health": "select severity, count(*)" + from + " group by 1",
		"v_top_violations": "select rule_id, pattern_id, severity, count(*), count(distinct file), count(*) filter (where is_new), count(*) filter (where suppressed)" + from + " group by 1, 2, 3",
	}
}

// TestPolicy_Cost compares a read under the policies with one by a constant filter
// behind them, over 100,000 rows, each at its best.
func TestPolicy_Cost(t *testing.T) {
	if testing.Short() {
		t.Skip("a measurement")
	}
	const limit = 1.5
	p := newPlace(t, resttest.Options{})
	u := p.fill(t, p.Stack, 100_000)
	filter := fmt.Sprintf(`select count(message) from cloud_violations where tenant_id = '%s'`, p.tenant)
	admin := func() time.Duration {
		began := time.Now()
		if _, err := p.Pool().Exec(t.Context(), filter); err != nil {
			t.Fatal(err)
		}
		return time.Since(began)
	}
	var ratio float64
	for range 4 {
		var constant, policy []time.Duration
		for range 12 {
			constant = append(constant, admin())
			policy = append(policy, p.as(t, u, `select count(message) from cloud_violations`))
		}
		best := slices.Min(policy).Seconds() / slices.Min(constant).Seconds()
		t.Logf("policy %s, constant filter %s: %.2f times", slices.Min(policy), slices.Min(constant), best)
		if ratio = best; ratio <= limit {
			return
		}
	}
	t.Errorf("a policy costs %.2f times a constant filter, more than %.1f", ratio, limit)
}
