package supabase

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

// Write upserts one part. A part that the statement time-out ends is sent in halves; a
// part that is refused for what a row holds is halved until the row is found, at most
// 2 log2 n + 1 requests for one of n. It needs no Begin: a spool of an earlier process
// is written under that one's epoch.
func (s *Sink) Write(ctx context.Context, p *sink.Part) ([]sink.Refusal, error) {
	u := &upload{sink: s, part: p, request: upsert(p)}
	if p.Rows() == 0 {
		return nil, nil
	}
	err := u.send(ctx, 0, p.Rows())
	return u.refusals, err
}

// upsert is the request of a part without its body.
func upsert(p *sink.Part) request {
	return request{
		method: http.MethodPost,
		path:   p.Table.Cloud,
		query:  url.Values{"on_conflict": {"sync_source_id,id"}, "columns": {strings.Join(p.Columns, ",")}},
		prefer: "resolution=merge-duplicates,return=minimal,count=exact",
		counts: true,
		parts:  true,
		source: p.Source,
		epoch:  p.Epoch,
	}
}

// Describe returns what Write sends for a part, but for its body and the access token.
// It needs neither a token nor a connection; of the options it looks at URL, Key, Tenant
// and Project. Errors are those of [New].
func Describe(o Options) (func(*sink.Part) sink.Request, error) {
	o.Token = func(context.Context) (string, error) { return "", errors.New("a description sends nothing") }
	s, err := New(o)
	if err != nil {
		return nil, err
	}
	return func(p *sink.Part) sink.Request {
		r := upsert(p)
		return sink.Request{Method: r.method, Path: "/" + strings.TrimPrefix(s.address(&r).RequestURI(), "/"), Headers: s.headers(&r)}
	}, nil
}

// upload is the way of one part.
type upload struct {
	sink     *Sink
	part     *sink.Part
	request  request
	refusals []sink.Refusal
}

// send puts rows [from, to) there.
func (u *upload) send(ctx context.Context, from, to int) error {
	r := u.request
	r.body = u.part.Range(from, to)
	answer, err := u.sink.do(ctx, &r)
	if err != nil {
		return err
	}
	u.part.Answers = append(u.part.Answers, answer.status)
	switch v := answer.judge(); {
	case v == accepted:
		return u.confirmed(answer, to-from, len(r.body))
	case v == tooMuch && answer.code == "":
		return u.tooLong(ctx, from, to, len(r.body))
	case v == badRow && to-from == 1:
		return u.refuse(from, answer.reply)
	case v == tooMuch && to-from == 1:
		return fault.New(fault.SinkUnreachable, "the destination runs out of time over a single row of "+u.part.Table.Cloud,
			"look for locks on the table; push again later", nil)
	case v == badRow, v == tooMuch:
		return u.split(ctx, from, to, v == badRow)
	case v == noRight:
		return u.sink.withoutRight(ctx, u.part.Table, answer.reply, u.rowLease())
	default:
		return u.sink.stop(u.part.Table, v, answer.reply)
	}
}

// confirmed compares the number of rows that the server counted with that of the request.
func (u *upload) confirmed(answer *response, rows, size int) error {
	if answer.rows != int64(rows) {
		return fault.New(fault.SinkRefused, fmt.Sprintf("the destination kept %d of %d rows of %s", answer.rows, rows, u.part.Table.Cloud),
			"look for a trigger or rule on the table that leaves rows out", nil)
	}
	u.sink.passed(u.part.Table, size)
	return nil
}

// smallBody is a body that no gateway finds too long, in bytes.
const smallBody = 64 << 10

// tooLong sends rows [from, to), of which a gateway says that they are too long, in
// pieces, down to the row. Where it says so of a size that has passed before, or of a
// small one, length is not what it minds.
func (u *upload) tooLong(ctx context.Context, from, to, size int) error {
	passed := u.sink.longest(u.part.Table)
	switch {
	case size <= passed, to-from == 1 && size <= smallBody:
		return errElsewhere(reply{status: http.StatusRequestEntityTooLarge})
	case to-from == 1:
		return u.refuse(from, reply{status: http.StatusRequestEntityTooLarge})
	case passed > 0:
		return u.split(ctx, from, to, false)
	}
	if err := u.send(ctx, from, from+1); err != nil {
		return err
	}
	return u.send(ctx, from+1, to)
}

// split sends rows [from, to) in two halves. Where one of them is known to be at fault
// and the first half had none, the second has it, and need not be asked as a whole.
func (u *upload) split(ctx context.Context, from, to int, atFault bool) error {
	middle := from + (to-from)/2
	before := len(u.refusals)
	if err := u.send(ctx, from, middle); err != nil {
		return err
	}
	if atFault && len(u.refusals) == before && to-middle > 1 {
		return u.split(ctx, middle, to, true)
	}
	return u.send(ctx, middle, to)
}

// refuse notes a row that the destination will not take, within the run's budget.
func (u *upload) refuse(row int, r reply) error {
	if n := u.sink.refused.Add(1); n > u.sink.budget {
		return fault.New(fault.SinkRefused, fmt.Sprintf("the destination refused more than %d rows, last of %s (%s)",
			u.sink.budget, u.part.Table.Cloud, r), "compare the cloud schema with driftsync schema diff", nil)
	}
	u.refusals = append(u.refusals, sink.Refusal{Row: row, Code: r.label()})
	return nil
}

// rowLease returns source and epoch of the part's rows: they are those of the run that
// made the part, which need not be this one.
func (u *upload) rowLease() sink.Lease {
	if u.part.Source != uuid.Nil {
		return sink.Lease{Source: u.part.Source, Epoch: u.part.Epoch}
	}
	var rows []struct {
		Source uuid.UUID `json:"sync_source_id"`
		Epoch  int64     `json:"sync_epoch"`
	}
	if json.Unmarshal(u.part.Range(0, 1), &rows) != nil || len(rows) == 0 {
		return sink.Lease{}
	}
	return sink.Lease{Source: rows[0].Source, Epoch: rows[0].Epoch}
}

// label names a reply in a refusal or message.
func (r reply) label() string {
	if r.code != "" {
		return r.code
	}
	return fmt.Sprintf("HTTP%d", r.status)
}

// String returns status and code.
func (r reply) String() string {
	if r.code == "" {
		return fmt.Sprint(r.status)
	}
	return fmt.Sprintf("%d %s", r.status, r.code)
}

// withoutRight says why a write was refused: what has changed since the run began, headers
// that did not arrive, else that the account may not write there at all.
func (s *Sink) withoutRight(ctx context.Context, t *schema.Table, r reply, l sink.Lease) error {
	if err := s.changed(ctx, l); err != nil {
		return err
	}
	if lost := s.lostHeaders(ctx, l); len(lost) > 0 {
		return errStripped(lost)
	}
	return s.stop(t, noRight, r)
}

// lostHeaders asks the database which headers of a request reached it, and returns those
// that did not: none where it does not say.
func (s *Sink) lostHeaders(ctx context.Context, l sink.Lease) []string {
	r := request{method: http.MethodPost, path: "rpc/driftsync_arrived", body: []byte("{}"), source: l.Source, epoch: l.Epoch}
	answer, err := s.do(ctx, &r)
	var arrived []string
	if err != nil || answer.judge() != accepted || json.Unmarshal(answer.body, &arrived) != nil {
		return nil
	}
	var lost []string
	for name := range s.headers(&r) {
		if strings.HasPrefix(name, "X-Drift-") && !slices.Contains(arrived, strings.ToLower(name)) {
			lost = append(lost, name)
		}
	}
	slices.Sort(lost)
	return lost
}

// errStripped is the fault of a way that takes headers out of requests.
func errStripped(names []string) error {
	return fault.New(fault.SinkIntercepted, "something between here and the project takes out the header "+strings.Join(names, " and "),
		"ask those who run the proxy or gateway to pass on the headers X-Drift-Tenant, X-Drift-Source and X-Drift-Epoch, then push again", nil)
}

func errSuperseded() error {
	return fault.New(fault.SinkSuperseded, "a newer run of this source has begun",
		"let that one finish, or push again", nil)
}

// stop returns the fault of an answer that trying again does not change.
func (s *Sink) stop(t *schema.Table, v verdict, r reply) error {
	switch v {
	case wrongSchema:
		if r.ungranted {
			return errUngranted(t.Cloud, r)
		}
		return errSchema(t.Cloud, migration.ForTable(t), r)
	case destroyed:
		return fault.New(fault.SinkGone, fmt.Sprintf("project or source is gone at the destination (%s)", r),
			"choose the project again with driftsync link", nil)
	case noRight:
		return fault.New(fault.SinkRefused, fmt.Sprintf("the destination does not allow to write %s (%s)", t.Cloud, r),
			"ask an admin of the tenant: viewers cannot push, and a source is written by its owner", nil)
	case ourFault:
		return fault.New(fault.Internal, fmt.Sprintf("one request holds a row of %s twice (%s)", t.Cloud, r),
			"report this as a bug of driftsync", nil)
	}
	return fault.New(fault.SinkRefused, fmt.Sprintf("the destination refused %s (%s)", t.Cloud, r),
		"check the URL with driftsync doctor", nil)
}

func errSchema(object, file string, r reply) error {
	return fault.New(fault.SinkSchema, fmt.Sprintf("the cloud schema does not match at %s (%s)", object, r),
		"apply the migration "+file+" (driftsync schema apply)", nil)
}

// errUngranted is the fault of a table or function that is there, and that users may not
// even ask for.
func errUngranted(object string, r reply) error {
	return fault.New(fault.SinkSchema, fmt.Sprintf("the role authenticated has no grant on %s (%s)", object, r),
		"the migrations grant what is needed: see what is lacking with driftsync schema diff, and give the grants again that were revoked", nil)
}
