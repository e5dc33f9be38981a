package supabase_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema/migration"
)

// BenchmarkSink_Bodies sends the same rows of a demo project in whole and in bare parts to
// one Postgres: as new rows, and under a second epoch as rows that are there. Ratios are
// those of bare parts to whole ones in processor time of the database and in time, each the
// least of all rounds. The number of rows is DRIFTSYNC_BENCH_ROWS.
func BenchmarkSink_Bodies(b *testing.B) {
	rows, err := strconv.Atoi(os.Getenv("DRIFTSYNC_BENCH_ROWS"))
	if err != nil {
		rows = 20_000
	}
	root := b.TempDir()
	if _, err := demo.Generate(b.Context(), root, demo.Options{Clean: true, Rows: rows}); err != nil {
		b.Fatal(err)
	}
	var took [2]transfer
	plans := [2]*plan{planned(b, root, false), planned(b, root, true)}
	for b.Loop() {
		for form := range plans {
			took[form].least(plans[form].sendTwice(b, nil))
		}
	}
	whole, bare := took[0], took[1]
	b.ReportMetric(float64(whole.bytes)/float64(whole.rows), "whole-B/row")
	b.ReportMetric(float64(bare.bytes)/float64(bare.rows), "bare-B/row")
	b.ReportMetric(float64(bare.bytes)/float64(whole.bytes), "of-bytes")
	for i, name := range []string{"new", "same"} {
		b.ReportMetric(bare.cpu[i]/whole.cpu[i], name+"-of-db-cpu")
		b.ReportMetric(bare.wall[i].Seconds()/whole.wall[i].Seconds(), name+"-of-time")
		b.ReportMetric(1e6*whole.cpu[i]/float64(whole.rows), name+"-whole-db-us/row")
	}
}

// BenchmarkSink_Indexes sends the same rows with and without the indexes that only pages of
// the dashboards need. Ratios are those of with to without, in processor time of the database,
// each the least of all rounds.
func BenchmarkSink_Indexes(b *testing.B) {
	rows, err := strconv.Atoi(os.Getenv("DRIFTSYNC_BENCH_ROWS"))
	if err != nil {
		rows = 20_000
	}
	root := b.TempDir()
	if _, err := demo.Generate(b.Context(), root, demo.Options{Clean: true, Rows: rows}); err != nil {
		b.Fatal(err)
	}
	files, err := migration.Files()
	if err != nil {
		b.Fatal(err)
	}
	var pages []string
	for _, o := range migration.Objects(files) {
		if o.Kind == "index" && o.File.Title() == "driftsync_dashboards" {
			pages = append(pages, o.Name)
		}
	}
	made := planned(b, root, true)
	var with, without transfer
	for b.Loop() {
		with.least(made.sendTwice(b, nil))
		without.least(made.sendTwice(b, pages))
	}
	for i, name := range []string{"new", "same"} {
		b.ReportMetric(with.cpu[i]/without.cpu[i], name+"-of-db-cpu")
		b.ReportMetric(with.wall[i].Seconds()/without.wall[i].Seconds(), name+"-of-time")
	}
	b.ReportMetric(float64(with.rows), "rows")
}

// transfer is what it took to send rows, as new ones and as ones that are there.
type transfer struct {
	rows, bytes int
	cpu         [2]float64 // of the database, in seconds
	wall        [2]time.Duration
}

func (t *transfer) least(other transfer) {
	if t.rows == 0 {
		*t = other
	}
	for i := range t.cpu {
		t.cpu[i] = min(t.cpu[i], other.cpu[i])
		t.wall[i] = min(t.wall[i], other.wall[i])
	}
}

// plan is what a dry run has made.
type plan struct {
	header *spool.Header
	parts  []*sink.Part
}

// sendTwice sends to a project of its own, of which without indexes are dropped.
func (made *plan) sendTwice(b *testing.B, without []string) (took transfer) {
	stack := resttest.NewStack(b, resttest.Options{Connections: 2})
	for _, index := range without {
		if _, err := stack.Pool().Exec(b.Context(), "drop index public."+index); err != nil {
			b.Fatal(err)
		}
	}
	p := &place{Stack: stack, tenant: stack.Tenant(b)}
	p.project = stack.Project(b, p.tenant)
	s := p.sink(b, p.Member(b, p.tenant, "member"))
	for i := range took.cpu {
		lease := begin(b, s, p.start("ci"))
		sent := made.readdressed(p, lease)
		before, began := p.cpu(b), time.Now()
		var group errgroup.Group
		group.SetLimit(2)
		for _, part := range sent {
			group.Go(func() error {
				_, err := s.Write(b.Context(), part)
				return err
			})
		}
		if err := group.Wait(); err != nil {
			b.Fatal(err)
		}
		took.wall[i], took.cpu[i] = time.Since(began), p.cpu(b)-before
	}
	for _, part := range made.parts {
		took.rows, took.bytes = took.rows+part.Rows(), took.bytes+len(part.Body)
	}
	return took
}

func planned(b *testing.B, root string, bare bool) *plan {
	dir := filepath.Join(b.TempDir(), "plan")
	if _, err := host.Push(b.Context(), host.Options{
		Root: root, SourceName: "ci", StateDir: b.TempDir(), Client: "driftsync test", DryRun: true, DryRunDir: dir,
		CacheDir:    filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
		Destination: host.Destination{Name: "bench", Tenant: uuid.New(), Project: uuid.New(), Bare: bare},
	}); err != nil {
		b.Fatal(err)
	}
	s, err := spool.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	var parts []*sink.Part
	for i := range s.Parts {
		part, err := s.Load(&s.Parts[i])
		if err != nil {
			b.Fatal(err)
		}
		parts = append(parts, part)
	}
	return &plan{&s.Header, parts}
}

// readdressed returns the parts for another project and lease.
func (made *plan) readdressed(to *place, l sink.Lease) []*sink.Part {
	const head = `{"tenant_id":"%s","project_id":"%s","sync_source_id":"%s","sync_epoch":%d`
	h := made.header
	old, now := fmt.Appendf(nil, head, h.Tenant, h.Project, h.Source, h.Epoch), fmt.Appendf(nil, head, to.tenant, to.project, l.Source, l.Epoch)
	var sent []*sink.Part
	for _, part := range made.parts {
		p := *part
		if p.Source != uuid.Nil {
			p.Source, p.Epoch = l.Source, l.Epoch
		} else {
			p.Body = bytes.ReplaceAll(p.Body, old, now)
		}
		sent = append(sent, &p)
	}
	return sent
}

// cpu returns the processor time that the database's connections took, in seconds.
func (p *place) cpu(b *testing.B) (seconds float64) {
	for _, conn := range p.Pool().AcquireAllIdle(b.Context()) {
		var ticks float64
		if err := conn.QueryRow(b.Context(), `select s[12]::float8 + s[13]::float8
			from (select string_to_array(split_part(pg_read_file('/proc/self/stat', 0, 1000), ') ', 2), ' ') as s) x`).Scan(&ticks); err != nil {
			b.Fatal(err)
		}
		conn.Release()
		seconds += ticks / 100
	}
	return seconds
}
