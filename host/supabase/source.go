package supabase

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

var _ sink.Registry = (*Sink)(nil)

// Sources returns the sources of the project that the account sees.
func (s *Sink) Sources(ctx context.Context, project uuid.UUID) ([]sink.Source, error) {
	var rows []struct {
		ID       uuid.UUID `json:"id"`
		Name     string    `json:"name"`
		Digest   string    `json:"digest"`
		Owner    string    `json:"owner_id"`
		LastRun  uuid.UUID `json:"last_run"`
		LastPush time.Time `json:"last_run_at"`
	}
	if err := s.list(ctx, "sync_sources", url.Values{"select": {"id,name,digest,owner_id,last_run,last_run_at"},
		"project_id": {"eq." + project.String()}}, &rows); err != nil {
		return nil, err
	}
	var projects []struct {
		Primary uuid.UUID `json:"primary_source_id"`
	}
	if err := s.list(ctx, "projects", url.Values{"select": {"primary_source_id"}, "id": {"eq." + project.String()}}, &projects); err != nil {
		return nil, err
	}
	account, err := s.subject(ctx)
	if err != nil {
		return nil, err
	}
	var all []sink.Source
	for _, r := range rows {
		is := sink.Source{ID: r.ID, Name: r.Name, Digest: r.Digest, Owner: r.Owner, Mine: r.Owner == account, LastRun: r.LastRun,
			LastPush: r.LastPush, Primary: len(projects) > 0 && projects[0].Primary == r.ID}
		if is.Rows, err = s.rowsOf(ctx, r.LastRun); err != nil {
			return nil, err
		}
		all = append(all, is)
	}
	return all, nil
}

// rowsOf returns how many rows a run left there.
func (s *Sink) rowsOf(ctx context.Context, run uuid.UUID) (int64, error) {
	if run == uuid.Nil {
		return 0, nil
	}
	var runs []struct {
		Tables map[string]sink.Counts `json:"tables"`
	}
	err := s.list(ctx, "sync_runs", url.Values{"select": {"tables"}, "id": {"eq." + run.String()}}, &runs)
	if err != nil || len(runs) == 0 {
		return 0, err
	}
	return sink.RowsOf(runs[0].Tables), nil
}

// list reads rows of one of the tables that are not data.
func (s *Sink) list(ctx context.Context, table string, query url.Values, into any) error {
	answer, err := s.do(ctx, &request{method: http.MethodGet, path: table, query: query})
	if err != nil {
		return err
	}
	if answer.judge() != accepted || json.Unmarshal(answer.body, into) != nil {
		return fault.New(fault.SinkRefused, "the destination does not show its sources ("+answer.reply.String()+")",
			"apply the migration "+migration.ForFunction("driftsync_begin")+" (driftsync schema apply)", nil)
	}
	return nil
}

// subject returns the account's id as its token says. It is shown and decides nothing.
func (s *Sink) subject(ctx context.Context) (string, error) {
	token, err := s.session.get(ctx)
	if err != nil {
		return "", err
	}
	var claims struct {
		Subject string `json:"sub"`
	}
	if parts := strings.Split(token, "."); len(parts) == 3 {
		if data, err := base64.RawURLEncoding.DecodeString(parts[1]); err == nil && json.Unmarshal(data, &claims) != nil {
			return "", nil
		}
	}
	return claims.Subject, nil
}

// Adopt makes an unnamed source of the account the one that a digest finds.
func (s *Sink) Adopt(ctx context.Context, source uuid.UUID, digest, _ string) (string, error) {
	var answer struct {
		Refused string `json:"refused"`
		Digest  string `json:"digest"`
	}
	if err := s.call(ctx, "driftsync_adopt", map[string]any{"p_source": source, "p_digest": digest}, &answer); err != nil {
		return "", err
	}
	return answer.Digest, errNotSettled(answer.Refused)
}

// Retire ends a source and marks its rows as removed.
func (s *Sink) Retire(ctx context.Context, source uuid.UUID) (int64, error) {
	var answer struct {
		Refused string `json:"refused"`
		Epoch   int64  `json:"epoch"`
	}
	if err := s.call(ctx, "driftsync_retire", map[string]any{"p_source": source}, &answer); err != nil {
		return 0, err
	}
	if err := errNotSettled(answer.Refused); err != nil {
		return 0, err
	}
	var rows int64
	for _, t := range schema.Synced() {
		body, err := tombstone(t, answer.Epoch, true)
		if err != nil {
			return rows, err
		}
		w := &sweep{sink: s, table: t, lease: sink.Lease{Source: source, Epoch: answer.Epoch}, body: body}
		n, err := w.mark(ctx, 0, 1<<32)
		if rows += n; err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// errNotSettled names the reason that driftsync_adopt and driftsync_retire give; nil for
// none.
func errNotSettled(reason string) error {
	switch reason {
	case "":
		return nil
	case "owner":
		return fault.New(fault.SinkRefused, "the source belongs to another account", "log in as its owner; an admin of the tenant can retire it", nil)
	case "name":
		return fault.New(fault.SinkRefused, "the source has a name, and goes on wherever that is used", "push with --source and its name", nil)
	case "retired":
		return fault.New(fault.SinkRefused, "the source was retired", "push: this clone becomes a source of its own", nil)
	}
	return fault.New(fault.SinkRefused, "the project has no such source", "driftsync source list shows them", nil)
}
