package supabase

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
)

// ended says why the source of a run does not take it any more.
func (s *Sink) ended(ctx context.Context, l sink.Lease) error {
	if err := s.changed(ctx, l); err != nil {
		return err
	}
	return errSuperseded()
}

// changed returns what has changed for a run since it began: nil where account and source
// are as they were.
func (s *Sink) changed(ctx context.Context, l sink.Lease) error {
	account, err := s.subject(ctx)
	if err != nil {
		return err
	}
	role, err := s.role(ctx, account)
	if err != nil {
		return err
	}
	is, found, err := s.sourceNow(ctx, l.Source)
	switch {
	case err != nil:
		return err
	case role == "":
		return fault.New(fault.SinkMembership, "the account's membership of the tenant has ended while the push was under way",
			"what was confirmed until then stays; ask an owner or admin of the tenant", nil)
	case !found:
		return fault.New(fault.SinkGone, "the source is gone at the destination", "push again: it becomes a new one, with everything", nil)
	case strings.HasPrefix(is.Digest, sink.RetiredDigest):
		return fault.New(fault.SinkGone, "the source was retired while the push was under way", "push again: this clone becomes a source of its own", nil)
	case role == "viewer":
		return fault.New(fault.SinkMembership, "the account has become a viewer of the tenant, and viewers cannot push",
			"what was confirmed until then stays; ask an owner or admin of the tenant", nil)
	case role == "member" && account != "" && is.Owner != account:
		return fault.New(fault.SinkGone, "the source was handed over to another account while the push was under way",
			"push with another --source; driftsync source list shows whose it is", nil)
	case is.Epoch != l.Epoch:
		return errSuperseded()
	}
	return nil
}

// role returns the account's own in the sink's tenant, empty where it has none any more.
func (s *Sink) role(ctx context.Context, account string) (string, error) {
	query := url.Values{"select": {"role,active,deprovisioned_at"}, "tenant_id": {"eq." + s.tenant.String()}}
	if account != "" {
		query.Set("user_id", "eq."+account)
	}
	var rows []struct {
		Role   string  `json:"role"`
		Active bool    `json:"active"`
		Ended  *string `json:"deprovisioned_at"`
	}
	if err := s.list(ctx, "user_tenant_mappings", query, &rows); err != nil {
		return "", err
	}
	if len(rows) != 1 || !rows[0].Active || rows[0].Ended != nil {
		return "", nil
	}
	return rows[0].Role, nil
}

// sourceNow is what the destination says of a source.
type sourceNow struct {
	Epoch  int64  `json:"epoch"`
	Owner  string `json:"owner_id"`
	Digest string `json:"digest"`
}

// sourceNow returns the source as it is; found is false where it is gone or not visible.
func (s *Sink) sourceNow(ctx context.Context, source uuid.UUID) (is sourceNow, found bool, err error) {
	answer, err := s.do(ctx, &request{method: http.MethodGet, path: "sync_sources",
		query: url.Values{"select": {"epoch,owner_id,digest"}, "id": {"eq." + source.String()}}})
	if err != nil {
		return is, false, err
	}
	var rows []sourceNow
	if answer.judge() != accepted || json.Unmarshal(answer.body, &rows) != nil || len(rows) == 0 {
		return is, false, nil
	}
	return rows[0], true, nil
}
