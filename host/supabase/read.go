package supabase

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema/migration"
)

// codeAggregates is PostgREST's answer to an aggregate where it is set up without them, as
// hosted projects are.
const codeAggregates = "PGRST123"

// Read returns one page of a table or view as a JSON array, as the policies let the account
// see it, and the number of all rows where counted, else -1. The query is PostgREST's.
func (s *Sink) Read(ctx context.Context, name string, query url.Values, counted bool) (rows json.RawMessage, total int64, err error) {
	r := request{method: http.MethodGet, path: name, query: query}
	if counted {
		r.prefer, r.counts = "count=exact", true
	}
	answer, err := s.do(ctx, &r)
	if err != nil {
		return nil, 0, unread(err)
	}
	switch v := answer.judge(); {
	case v == accepted && counted:
		return answer.body, answer.rows, nil
	case v == accepted:
		return answer.body, -1, nil
	case answer.code == codeAggregates:
		return nil, 0, fault.New(fault.SinkAggregates, "this project does not count groups of rows ("+answer.reply.String()+")",
			"have an owner allow aggregates: docs/dashboard.md says how", nil)
	case v == tooMuch:
		return nil, 0, fault.New(fault.SinkUnreachable, "the destination did not finish in time ("+answer.reply.String()+")", "narrow the filters, or try again", nil)
	case v == wrongSchema:
		return nil, 0, errSchema(name, migration.ForView(name), answer.reply)
	}
	return nil, 0, fault.New(fault.SinkRefused, "the destination does not show "+name+" ("+answer.reply.String()+")",
		"ask an owner or admin of the tenant whether the account is a member", nil)
}

// unread is the fault of a read: what helps a push, which is to push again, does not help here.
func unread(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok && (f.Code == fault.SinkUnreachable || f.Code == fault.SinkThrottled) {
		return &fault.Error{Code: f.Code, Message: f.Message, Hint: "check the network, or look again later; driftsync doctor --online says more", Err: err}
	}
	return err
}
