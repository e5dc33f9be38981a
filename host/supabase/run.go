package supabase

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema/migration"
)

// Begin finds or makes the source and takes its next epoch. A cloud schema from before
// [Sink.Count] or bare parts is refused: no run could end there.
func (s *Sink) Begin(ctx context.Context, start sink.Start) (sink.Lease, error) {
	if start.Tenant != s.tenant || start.Project != s.project {
		return sink.Lease{}, fault.New(fault.Internal, "the run belongs to another project than the sink", "report this as a bug of driftsync", nil)
	}
	args := map[string]any{
		"p_tenant": s.tenant, "p_project": s.project, "p_name": nil,
		"p_digest": start.Digest, "p_key": nil, "p_run": start.Run,
	}
	if start.Name != "" {
		args["p_name"] = start.Name
	}
	if start.Key != nil {
		args["p_key"] = hex.EncodeToString(start.Key)
	}
	var granted grant
	group, together := errgroup.WithContext(ctx)
	group.Go(func() error { return s.checkSchema(together) })
	group.Go(func() error { return s.call(together, "driftsync_begin", args, &granted) })
	if err := group.Wait(); err != nil {
		return sink.Lease{}, err
	}
	lease, err := granted.lease()
	if err != nil {
		return sink.Lease{}, err
	}
	if start.Key == nil && (lease.LastRun != uuid.Nil || lease.Held) { // by a team's key
		if lease.KeyName, err = s.keyName(ctx, lease.Source); err != nil {
			return sink.Lease{}, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.granted, s.begun, s.keepsKey = lease, true, granted.KeyID.kept
	return lease, nil
}

// grant is what driftsync_begin answers.
type grant struct {
	Refused     string    `json:"refused"`
	Source      uuid.UUID `json:"source"`
	Epoch       int64     `json:"epoch"`
	LastRun     uuid.UUID `json:"last_run"`
	Key         string    `json:"key"`
	KeyID       keyID     `json:"key_id"`
	Quarantined []string  `json:"quarantined"`
}

func (g *grant) lease() (sink.Lease, error) {
	switch {
	case g.Refused != "":
		return sink.Lease{}, errNotGranted(g.Refused)
	case g.Source == uuid.Nil || g.Epoch < 1:
		return sink.Lease{}, errUnreadable("driftsync_begin")
	}
	key, err := hex.DecodeString(g.Key)
	if err != nil {
		return sink.Lease{}, fault.New(fault.SinkRefused, "the source key at the destination is damaged", "remove it from sync_source_keys and push again", nil)
	}
	lease := sink.Lease{Source: g.Source, Epoch: g.Epoch, LastRun: g.LastRun, Quarantined: g.Quarantined, KeyID: g.KeyID.id}
	if len(key) > 0 {
		lease.Key = key
	}
	lease.Held = lease.KeyID != "" // rows may be there
	return lease, nil
}

// keyID is the id of a key: null, and so empty, where none is noted yet, and left out by a
// cloud schema that keeps none.
type keyID struct {
	kept bool
	id   string
}

// UnmarshalJSON implements [json.Unmarshaler].
func (k *keyID) UnmarshalJSON(data []byte) error {
	k.kept = true
	return json.Unmarshal(data, &k.id) // null leaves it empty
}

// KeepKey notes the id of the key that names the rows of the lease's source, once. The key
// itself came with [Sink.Begin]. A cloud schema from before keeps none.
func (s *Sink) KeepKey(ctx context.Context, id string, _ []byte) error {
	lease, ok := s.lease()
	if !ok {
		return errNoLease()
	}
	s.mu.Lock()
	keeps := s.keepsKey
	s.mu.Unlock()
	if !keeps || id == lease.KeyID {
		return nil
	}
	var answer struct {
		Refused string `json:"refused"`
		KeyID   string `json:"key_id"`
	}
	args := map[string]any{"p_source": lease.Source, "p_epoch": lease.Epoch, "p_key_id": id}
	if err := s.call(ctx, "driftsync_keep_key", args, &answer); err != nil {
		return err
	}
	switch {
	case answer.Refused == "superseded" || answer.Refused == "owner":
		return s.ended(ctx, lease)
	case answer.Refused != "" || answer.KeyID == "":
		return errUnreadable("driftsync_keep_key")
	case answer.KeyID != id: // another run was first
		return fault.New(fault.SinkKeyLost, "another run has named the rows of this source by another key",
			"push again with the key of that run: DRIFTSYNC_PSEUDONYM_KEY where the rows are a team's", nil)
	}
	return nil
}

// keyName returns from which name a team's key makes the key of a source that was renamed,
// handed over or adopted; empty for its own, and in a cloud schema from before.
func (s *Sink) keyName(ctx context.Context, source uuid.UUID) (string, error) {
	answer, err := s.do(ctx, &request{method: http.MethodGet, path: "sync_sources",
		query: url.Values{"select": {"key_name"}, "id": {"eq." + source.String()}}})
	if err != nil {
		return "", err
	}
	var rows []struct {
		KeyName string `json:"key_name"`
	}
	switch v := answer.judge(); {
	case v == wrongSchema:
		return "", nil
	case v != accepted || json.Unmarshal(answer.body, &rows) != nil || len(rows) != 1:
		return "", errUnreadable("sync_sources")
	}
	return rows[0].KeyName, nil
}

// LastRun returns the last finished run of a source, zero where the destination has
// no such source that the account can see. It is one short request.
func (s *Sink) LastRun(ctx context.Context, source uuid.UUID) (uuid.UUID, error) {
	answer, err := s.do(ctx, &request{method: http.MethodGet, path: "sync_sources",
		query: url.Values{"select": {"last_run"}, "id": {"eq." + source.String()}}})
	if err != nil {
		return uuid.Nil, err
	}
	var rows []struct {
		LastRun uuid.UUID `json:"last_run"`
	}
	if answer.judge() != accepted || json.Unmarshal(answer.body, &rows) != nil {
		return uuid.Nil, fault.New(fault.SinkRefused, "the destination does not show its sources ("+answer.reply.String()+")",
			"apply the migration "+migration.ForFunction("driftsync_begin")+" (driftsync schema apply)", nil)
	}
	if len(rows) == 0 {
		return uuid.Nil, nil
	}
	return rows[0].LastRun, nil
}

// LastPolicy returns the digest of the policy of a finished run, empty where the
// destination shows none.
func (s *Sink) LastPolicy(ctx context.Context, run uuid.UUID) (string, error) {
	answer, err := s.do(ctx, &request{method: http.MethodGet, path: "sync_runs",
		query: url.Values{"select": {"policy"}, "id": {"eq." + run.String()}}})
	if err != nil {
		return "", err
	}
	var rows []struct {
		Policy string `json:"policy"`
	}
	if answer.judge() != accepted || json.Unmarshal(answer.body, &rows) != nil || len(rows) == 0 {
		return "", nil
	}
	return rows[0].Policy, nil
}

// errNotGranted names the reason that driftsync_begin gives.
func errNotGranted(reason string) error {
	switch reason {
	case "tenant":
		return fault.New(fault.SinkRefused, "the account is not an active member of the tenant",
			"ask an admin of the tenant, or choose another one with driftsync link", nil)
	case "viewer":
		return fault.New(fault.SinkRefused, "the account is a viewer of the tenant and cannot push",
			"ask an admin of the tenant for the role of a member", nil)
	case "project":
		return fault.New(fault.SinkRefused, "the tenant has no such project",
			"choose the project again with driftsync link", nil)
	case "argument":
		return fault.New(fault.SinkRefused, "the destination does not take the name of the source or what goes with it",
			"a name has 1 to 128 characters on one line; choose another name with --source", nil)
	case "name":
		return fault.New(fault.SinkRefused, "the name of the source belongs to another owner in this project",
			"choose another name with --source; an owner or admin frees one that nobody uses: driftsync source handover or rename", nil)
	}
	return fault.New(fault.SinkRefused, "the destination does not grant a run",
		"apply the migration "+migration.ForFunction("driftsync_begin")+" (driftsync schema apply)", nil)
}

// Finish records the run of this sink's lease.
func (s *Sink) Finish(ctx context.Context, run *sink.Run) error {
	lease, ok := s.lease()
	if !ok {
		return errNoLease()
	}
	var answer struct {
		Status string `json:"status"`
	}
	args := map[string]any{"p_source": lease.Source, "p_epoch": lease.Epoch, "p_run": record(run)}
	if err := s.call(ctx, "driftsync_finish", args, &answer); err != nil {
		return err
	}
	switch answer.Status {
	case "recorded":
		return nil
	case "superseded", "gone":
		return s.ended(ctx, lease)
	}
	return errUnreadable("driftsync_finish")
}

// record is a run as the function reads it. Its times are the server's.
func record(run *sink.Run) map[string]any {
	return map[string]any{
		"id": run.ID, "complete": run.Complete, "full": run.Full, "client": run.Client,
		"catalogue": run.Catalogue, "policy": run.Policy,
		"plugins":     orEmpty(run.Plugins),
		"tables":      orEmptyMap(run.Tables),
		"rules":       orEmptyMap(run.Rules),
		"quarantined": orEmpty(run.Quarantined),
	}
}

func orEmpty[T any](all []T) []T {
	if all == nil {
		return []T{}
	}
	return all
}

func orEmptyMap[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

func errNoLease() error {
	return fault.New(fault.Internal, "the run has not begun at the destination", "report this as a bug of driftsync", nil)
}

// call calls a function of ours and decodes its answer.
func (s *Sink) call(ctx context.Context, name string, args map[string]any, into any) error {
	return s.callAs(ctx, uuid.Nil, name, args, into)
}

// callAs is call in another tenant than the sink's own.
func (s *Sink) callAs(ctx context.Context, tenant uuid.UUID, name string, args map[string]any, into any) error {
	answer, err := s.post(ctx, tenant, name, args)
	if err != nil {
		return err
	}
	return read(answer, name, into)
}

// post sends the call of a function.
func (s *Sink) post(ctx context.Context, tenant uuid.UUID, name string, args map[string]any) (*response, error) {
	body, err := json.Marshal(args)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", name, err)
	}
	return s.do(ctx, &request{method: http.MethodPost, path: "rpc/" + name, body: body, tenant: tenant})
}

// read decodes the answer of a function.
func read(answer *response, name string, into any) error {
	switch answer.judge() {
	case accepted:
		if json.Unmarshal(answer.body, into) != nil {
			return errUnreadable(name)
		}
		return nil
	case wrongSchema:
		return errSchema(name, migration.ForFunction(name), answer.reply)
	case destroyed:
		return errNotGranted("project")
	case tooMuch:
		return fault.New(fault.SinkUnreachable, "the destination ran out of time over "+name, "push again later", nil)
	case noRight:
		return fault.New(fault.SinkRefused, fmt.Sprintf("the destination does not allow %s (%s)", name, answer.reply),
			"ask an admin of the tenant: viewers cannot push", nil)
	}
	return fault.New(fault.SinkRefused, fmt.Sprintf("the destination refused %s (%s)", name, answer.reply),
		"check the URL with driftsync doctor", nil)
}

func errUnreadable(name string) error {
	return fault.New(fault.SinkRefused, "the destination's answer to "+name+" cannot be read",
		"check the URL with driftsync doctor", nil)
}
