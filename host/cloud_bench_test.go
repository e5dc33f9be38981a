package host_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/schema"
)

// BenchmarkPush_Postgres pushes a project to a server that writes as PostgREST does, and
// compares with three other ways to get the same rows there in the same run: COPY, the
// same bodies ready-made at the same concurrency, and the loop of a plain client, which
// holds a table in memory and sends one batch at a time.
func BenchmarkPush_Postgres(b *testing.B) {
	template := newBench(b, demo.Options{Clean: true, Rows: benchRows(b) / 4})
	for b.Loop() {
		c := newCloud(b)
		w := &bench{t: b, root: template.root, options: template.options}
		w.options.StateDir, w.options.Destination = b.TempDir(), c.destination(b)
		kept := &keeper{}
		r := w.push(kept.before)
		rows := float64(r.Summary().Sent)
		push := rows / r.Timing.Total.Seconds()
		ready, serial := kept.replay(b, 4), kept.replay(b, 1)
		plain := rows / (w.plainRead() + serial)
		b.ReportMetric(push, "rows/s")
		b.ReportMetric(c.stored(b)/rows, "stored-B/row")
		b.ReportMetric(push/(rows/c.copy(b)), "of-COPY")
		b.ReportMetric(push/(rows/ready), "of-ready-bodies")
		b.ReportMetric(rows/r.Timing.Write.Seconds()/(rows/ready), "sending-of-ready-bodies")
		b.ReportMetric(push/plain, "of-plain-loop")
	}
}

// stored returns what the cloud tables take on disk with their indexes, in bytes.
func (c *cloud) stored(b *testing.B) (bytes float64) {
	for _, t := range schema.Synced() {
		var n int64
		if err := c.Pool().QueryRow(b.Context(), "select pg_total_relation_size($1::regclass)", t.Cloud).Scan(&n); err != nil {
			b.Fatal(err)
		}
		bytes += float64(n)
	}
	return bytes
}

// keeper keeps the parts that a push sends.
type keeper struct {
	failing
	keep  sync.Mutex
	parts []sink.Part
}

func (k *keeper) before(o *host.Options) {
	k.write = func(_ int, p *sink.Part) ([]sink.Refusal, error) {
		kept := *p
		kept.Body = bytes.Clone(p.Body)
		k.keep.Lock()
		defer k.keep.Unlock()
		k.parts = append(k.parts, kept)
		return nil, nil
	}
	open := o.Destination.Open
	o.Destination.Open = func() (sink.Sink, error) {
		var err error
		k.Sink, err = open()
		return k, err
	}
}

// replay sends the parts to a new project, and returns the seconds it took.
func (k *keeper) replay(b *testing.B, parallel int) float64 {
	c := newCloud(b)
	d := c.destination(b)
	s, err := d.Open()
	if err != nil {
		b.Fatal(err)
	}
	lease, err := s.Begin(b.Context(), sink.Start{Run: uuid.New(), Tenant: c.tenant, Project: c.project,
		Digest: strings.Repeat("ab", 32), Key: make([]byte, identity.KeySize), Client: "driftsync test"})
	if err != nil {
		b.Fatal(err)
	}
	parts := slices.Clone(k.parts)
	for i := range parts {
		p := &parts[i]
		if p.Source != uuid.Nil {
			p.Source, p.Epoch = lease.Source, lease.Epoch
			continue
		}
		p.Body = k.readdress(*p, c, lease)
		p.Offsets = rowsOf(p.Body)
	}
	var group errgroup.Group
	group.SetLimit(parallel)
	began := time.Now()
	for i := range parts {
		group.Go(func() error {
			refused, err := s.Write(context.WithoutCancel(b.Context()), &parts[i])
			if len(refused) > 0 {
				b.Errorf("refused: %v", refused[0])
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began).Seconds()
}

// readdress gives a body the bookkeeping of another project.
func (k *keeper) readdress(p sink.Part, c *cloud, l sink.Lease) []byte {
	var first struct {
		Tenant  string `json:"tenant_id"`
		Project string `json:"project_id"`
		Source  string `json:"sync_source_id"`
	}
	if err := json.Unmarshal(bytes.TrimRight(p.Body[p.Offsets[0]:p.Offsets[1]], "\n,]"), &first); err != nil {
		return nil
	}
	return []byte(strings.NewReplacer(first.Tenant, c.tenant.String(), first.Project, c.project.String(), first.Source, l.Source.String()).Replace(string(p.Body)))
}

func rowsOf(body []byte) []uint32 {
	at := []uint32{1}
	for i := 0; ; {
		n := bytes.Index(body[i:], []byte("\n,"))
		if n < 0 {
			return append(at, uint32(len(body)))
		}
		i += n + 2
		at = append(at, uint32(i))
	}
}

// plainRead reads every table whole and encodes it in batches, and returns the seconds
// it took.
func (b *bench) plainRead() float64 {
	began := time.Now()
	w := &world{bench: b, tb: b.t}
	for _, db := range schema.Databases() {
		for _, t := range db.Tables {
			if !t.Syncs() {
				continue
			}
			var columns []string
			for _, c := range t.Carried() {
				columns = append(columns, `"`+c.Name+`"`)
			}
			rows := w.query(filepath.Join(b.root, filepath.FromSlash(db.File)), "SELECT "+strings.Join(columns, ", ")+" FROM "+t.Name)
			for len(rows) > 0 {
				n := min(1000, len(rows))
				objects := make([]map[string]string, n)
				for i, row := range rows[:n] {
					objects[i] = make(map[string]string, len(row))
					for at, cell := range row {
						objects[i][columns[at]] = cell
					}
				}
				if _, err := json.Marshal(objects); err != nil {
					b.t.Fatal(err)
				}
				rows = rows[n:]
			}
		}
	}
	return time.Since(began).Seconds()
}

// copy copies all rows into tables of the same shape with COPY, over one connection,
// and returns the seconds that the writing took.
func (c *cloud) copy(b *testing.B) float64 {
	conn, err := pgx.Connect(b.Context(), c.Pool().Config().ConnString())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context())
	var took time.Duration
	for _, t := range schema.Synced() {
		var data bytes.Buffer
		if _, err := conn.PgConn().CopyTo(b.Context(), &data, "COPY "+t.Cloud+" TO STDOUT (FORMAT binary)"); err != nil {
			b.Fatal(err)
		}
		if _, err := conn.Exec(b.Context(), "CREATE TABLE copied_"+t.Cloud+" (LIKE "+t.Cloud+" INCLUDING ALL)"); err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		if _, err := conn.PgConn().CopyFrom(b.Context(), &data, "COPY copied_"+t.Cloud+" FROM STDIN (FORMAT binary)"); err != nil {
			b.Fatal(err)
		}
		took += time.Since(began)
	}
	return took.Seconds()
}
