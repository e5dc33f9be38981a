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
	if err := s.list(ctx, "sync_sources", url.Values{"select": {"id,name,digest,owner_id,last_run,last_run_at"}, "order": {"id"},
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
	owners, err := s.owners(ctx, project)
	if err != nil {
		return nil, err
	}
	var all []sink.Source
	for _, r := range rows {
		is := sink.Source{ID: r.ID, Name: r.Name, Digest: r.Digest, Owner: r.Owner, Mine: r.Owner == account, LastRun: r.LastRun,
			LastPush: r.LastPush, Primary: len(projects) > 0 && projects[0].Primary == r.ID,
			Email: owners[r.Owner].Email, Gone: owners[r.Owner].Gone}
		if is.Rows, err = s.rowsOf(ctx, r.LastRun); err != nil {
			return nil, err
		}
		all = append(all, is)
	}
	return all, nil
}

// owner is what is known of the owner of a source.
type owner struct {
	ID    string `json:"owner"`
	Email string `json:"email"`
	Gone  bool   `json:"gone"`
}

// owners returns those of a project's sources by id. A cloud schema from before tells of
// none.
func (s *Sink) owners(ctx context.Context, project uuid.UUID) (map[string]owner, error) {
	const name = "driftsync_owners"
	answer, err := s.post(ctx, uuid.Nil, name, map[string]any{"p_project": project})
	if err != nil {
		return nil, err
	}
	if answer.judge() == wrongSchema {
		return nil, nil
	}
	var list []owner
	if err := read(answer, name, &list); err != nil {
		return nil, err
	}
	all := make(map[string]owner)
	for _, o := range list {
		all[o.ID] = o
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
	answer, err := s.pages(ctx, request{method: http.MethodGet, path: table, query: query})
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

// settle calls a function that settles a source and answers what it did, or refused.
func (s *Sink) settle(ctx context.Context, name string, args map[string]any) (settlement, error) {
	var did settlement
	if err := s.call(ctx, name, args, &did); err != nil {
		return settlement{}, err
	}
	return did, errNotSettled(did.Refused)
}

type settlement struct {
	Refused string `json:"refused"`
	Was     string `json:"was"`
	Name    string `json:"name"`
}

var _ sink.Settler = (*Sink)(nil)

// Rename gives a source that has a name another one.
func (s *Sink) Rename(ctx context.Context, source uuid.UUID, name string) (string, error) {
	did, err := s.settle(ctx, "driftsync_rename", map[string]any{"p_source": source, "p_name": name})
	return did.Was, err
}

// HandOver makes a member of the tenant the owner of a source.
func (s *Sink) HandOver(ctx context.Context, source uuid.UUID, member string) (string, error) {
	args := map[string]any{"p_source": source, "p_email": nil}
	if member != "" {
		args["p_email"] = member
	}
	did, err := s.settle(ctx, "driftsync_hand_over", args)
	return did.Name, err
}

// Show makes a source the one that dashboards show.
func (s *Sink) Show(ctx context.Context, source uuid.UUID) error {
	_, err := s.settle(ctx, "driftsync_show", map[string]any{"p_source": source})
	return err
}

// errNotSettled names the reason that a function which settles sources gives; nil for
// none.
func errNotSettled(reason string) error {
	f, known := notSettled[reason]
	switch {
	case reason == "":
		return nil
	case reason == "client":
		return errDelegated()
	case !known:
		f = notSettled["source"]
	}
	return fault.New(fault.SinkRefused, f[0], f[1], nil)
}

// notSettled are message and hint by reason.
var notSettled = map[string][2]string{
	"source":  {"the project has no such source", "driftsync source list shows them"},
	"owner":   {"the source belongs to another account", "log in as its owner; an owner or admin of the tenant can rename it, hand it over or retire it"},
	"role":    {"only owners and admins of the tenant choose what dashboards show", "ask one of them"},
	"name":    {"the source has a name, and goes on wherever that is used", "push with --source and its name"},
	"retired": {"the source was retired", "push: this clone becomes a source of its own"},
	"unnamed": {"the source has no name: its clone finds it by machine and folder", "hand it over, or adopt it, instead"},
	"length":  {"the name is empty or longer than 128 characters", "choose another one"},
	"taken":   {"another source of the project has this name", "choose another one, or rename that one first"},
	"heir":    {"no active member of the tenant who may push has this address", "driftsync link members lists them; viewers cannot push"},
	"same":    {"the source belongs to them already", "nothing was changed"},
	"empty":   {"the source has no finished push, so that there is nothing to show", "push it first"},
}
