package host

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// begin takes the lease of the run from the destination, or makes up what a dry run
// needs, and decides whether local state counts.
func (p *push) begin(ctx context.Context) error {
	var err error
	if p.result.Run, err = uuid.NewV7(); err != nil {
		return fault.New(fault.Internal, "no random numbers", "", err)
	}
	if err := p.take(ctx); err != nil {
		return err
	}
	return p.began(ctx)
}

// take is begin up to the point from which state says that the run has begun.
func (p *push) take(ctx context.Context) error {
	proposed, err := p.proposeKey()
	if err != nil {
		return err
	}
	switch {
	case p.DryRun:
		p.dryLease(proposed)
	case p.TeamKey != nil || p.teamBefore:
		err = p.connect(ctx, nil)
	default:
		err = p.connect(ctx, proposed)
	}
	if err != nil {
		return err
	}
	if err := p.chooseKey(ctx, proposed); err != nil {
		return err
	}
	p.result.Source, p.result.Epoch = p.lease.Source, p.lease.Epoch
	p.warnBeside()
	p.judgeState()
	before, err := p.store.Quarantine()
	p.quarantine = newQuarantine(p.result, p.FailFast, identity.Derive(p.sourceKey, "quarantine"), p.lease.Quarantined, before)
	return err
}

// warnBeside says that the rows of this folder are at the destination under another name
// as well.
func (p *push) warnBeside() {
	p.result.Beside = p.lease.Beside
	if p.Warn == nil || len(p.lease.Beside) == 0 {
		return
	}
	var names []string
	for _, name := range p.lease.Beside {
		if name == "" {
			name = "without a name"
		} else {
			name = strconv.Quote(name)
		}
		names = append(names, name)
	}
	p.Warn(fmt.Sprintf("%s already has the rows of this folder, as source %s; source %q is a second one, and what is counted over both is doubled (driftsync source retire ends one)",
		p.Destination.Name, strings.Join(names, " and "), p.SourceName))
}

// began notes in state which run of the source is the last one, before its first row
// goes out: only so can a later push tell that no other run came between.
func (p *push) began(ctx context.Context) error {
	meta := p.store.Meta
	stale := p.stale()
	p.stripped = meta.Policy != p.policy.digest && p.lease.Epoch > 1
	if meta.Policy == "" && !stale {
		meta.Policy, p.stripped = p.policy.digest, false // nothing is there yet
	}
	if p.DryRun {
		return nil
	}
	// Where state counts for nothing, what it says of the policy does not count either.
	if teller, ok := p.sink.(policyTeller); ok && stale && p.lease.LastRun != uuid.Nil {
		last, err := teller.LastPolicy(ctx, p.lease.LastRun)
		if err != nil {
			return err
		}
		p.stripped = last != p.policy.digest
	}
	meta.Destination, meta.Source, meta.Epoch, meta.Run = p.Destination.Name, p.lease.Source, p.lease.Epoch, p.result.Run
	meta.Stale, meta.Complete, meta.SourceKey = stale, false, p.ownKey()
	if meta.Roots = p.roots; p.policy.known != nil {
		meta.Known = p.policy.known
	}
	meta.Tables = p.unstripped(meta.Tables, stale)
	if meta.Plugins == nil {
		meta.Plugins = []sink.PluginRecord{}
	}
	return p.store.Commit(meta)
}

// unstripped notes the logs that this run has to settle under another policy, before it
// sends anything: if it does not get to one of them, a later run has to.
func (p *push) unstripped(tables map[string]state.TableMeta, stale bool) map[string]state.TableMeta {
	if !p.stripped {
		return tables
	}
	noted := maps.Clone(tables)
	if noted == nil {
		noted = make(map[string]state.TableMeta)
	}
	for _, t := range schema.Synced() {
		meta := noted[t.FullName()]
		if t.Rows == schema.Log && (stale || meta.Rows > 0) {
			meta.Unstripped = true
			noted[t.FullName()] = meta
		}
	}
	return noted
}

// policyTeller is a sink that knows the digest of the policy of a finished run.
type policyTeller interface {
	LastPolicy(ctx context.Context, run uuid.UUID) (string, error)
}

// chooseKey decides which key names the rows of this run: the one that named those that
// are there, whatever is configured now. Else every row of a log would be written a
// second time, under another id.
func (p *push) chooseKey(ctx context.Context, proposed []byte) error {
	candidates := []sourceKey{{key: proposed}, {key: p.lease.Key}}
	if p.TeamKey != nil {
		candidates = append(candidates, sourceKey{key: p.teamSourceKey(), team: true})
	}
	chosen := p.likelyKey(proposed)
	if p.lease.KeyID != "" && p.lease.Held {
		i := slices.IndexFunc(candidates, func(c sourceKey) bool { return c.id() == p.lease.KeyID })
		if i < 0 {
			return p.keyLost()
		}
		chosen = candidates[i]
	} else if !chosen.team && p.strangeKey() {
		return p.keyLost()
	}
	p.sourceKey, p.teamKeyed = chosen.key, chosen.team
	keeper, ok := p.sink.(sink.KeyKeeper)
	if !ok {
		return nil
	}
	return keeper.KeepKey(ctx, chosen.id(), p.ownKey())
}

// sourceKey is a key that may name the rows of a source.
type sourceKey struct {
	key  []byte
	team bool // the team's key stands in for it, and it is kept nowhere
}

// id names a key at a destination and tells nothing of it; empty for no key.
func (k sourceKey) id() string {
	if len(k.key) == 0 {
		return ""
	}
	return hex.EncodeToString(identity.Derive(k.key, "source key id")[:8])
}

// likelyKey is the choice where the destination does not say which key it was.
func (p *push) likelyKey(proposed []byte) sourceKey {
	own := sourceKey{key: proposed}
	if len(p.lease.Key) > 0 {
		own.key = p.lease.Key
	}
	if p.TeamKey == nil || p.stateIsOf(p.lease.Source) && p.store.Meta.SourceKey != nil {
		return own
	}
	// One that only the destination's name for it leads to is kept here as the source's own,
	// like that of an adopted source.
	return sourceKey{key: p.teamSourceKey(), team: p.lease.KeyName == "" || p.lease.KeyName == p.keyName()}
}

// strangeKey reports whether rows of the source were named by a key that is not here: a
// team's, or one that went with the state.
func (p *push) strangeKey() bool {
	if p.stateIsOf(p.lease.Source) {
		return p.teamBefore
	}
	return p.lease.Held && len(p.lease.Key) == 0
}

func (p *push) keyLost() error {
	if p.Destination.Describe != nil { // a server
		return fault.New(fault.SinkKeyLost, "the destination holds rows of this source, and the key that names them is another one than those that are here",
			"set DRIFTSYNC_PSEUDONYM_KEY to the key that it was pushed with; else push under another name (--source NAME), or give the rows up: driftsync source retire "+
				p.lease.Source.String()+" --yes", nil)
	}
	return fault.New(fault.SinkKeyLost, "the destination holds rows of this source, and the key that names them is not here",
		"bring back the key file beside the destination, or set DRIFTSYNC_PSEUDONYM_KEY where the rows are a team's; else choose another destination, or give the rows up: driftsync source retire "+
			p.lease.Source.String()+" --yes --to "+p.Destination.Name, nil)
}

// teamSourceKey returns the source key that the team's key stands in for.
func (p *push) teamSourceKey() []byte {
	name := []byte(cmp.Or(p.lease.KeyName, p.keyName()))
	if p.SourceName != "" { // the same on every machine that runs it
		return identity.Derive(p.TeamKey, "named source key", p.Destination.Project[:], name)
	}
	return identity.Derive(p.TeamKey, "source key", name)
}

// keyName is what a team's key makes the source key of.
func (p *push) keyName() string { return cmp.Or(p.SourceName, p.name) }

// proposeKey returns the source key that state has, or a new one. A new one is in
// state before the first row goes out: a run that crashes would else leave rows
// whose ids nobody can make again.
func (p *push) proposeKey() ([]byte, error) {
	meta := p.store.Meta
	if meta.SourceKey != nil {
		return meta.SourceKey, nil
	}
	p.teamBefore = meta.LastRun != uuid.Nil
	meta.SourceKey = make([]byte, identity.KeySize)
	rand.Read(meta.SourceKey)
	if p.DryRun || p.TeamKey != nil || p.teamBefore {
		return meta.SourceKey, nil
	}
	meta.Destination = p.Destination.Name
	return meta.SourceKey, p.store.Commit(meta)
}

func (p *push) connect(ctx context.Context, key []byte) error {
	to, err := p.Destination.Open()
	if err != nil {
		return err
	}
	p.sink = to
	p.bePatient(ctx)
	p.lease, err = p.sink.Begin(ctx, sink.Start{
		Run: p.result.Run, Tenant: p.Destination.Tenant, Project: p.Destination.Project,
		Name: p.SourceName, Digest: p.name, Folder: p.real, Key: key, Client: p.Client, Began: p.Now(),
	})
	return err
}

// bePatient has the destination waited for until the run is to end, and tells for what.
func (p *push) bePatient(ctx context.Context) {
	if e, ok := p.sink.(sink.Ender); ok {
		var stop context.Context
		stop, p.unstop = p.stoppable(ctx)
		e.Until(stop)
	}
	if w, ok := p.sink.(sink.Waiter); ok && p.Patience > 0 {
		w.Patient(p.Patience, func(w sink.Wait) { p.progress(Progress{Stage: "wait", Wait: &w}) })
	}
}

// dryLease stands in for the destination's answer. Without this source's state the
// ids are made up, and the plan is not sendable.
func (p *push) dryLease(key []byte) {
	meta := &p.store.Meta
	p.lease = sink.Lease{Source: meta.Source, Epoch: meta.Epoch + 1, LastRun: meta.LastRun, Key: key}
	p.result.Unsendable = p.unsendable()
	if p.result.Sendable = p.result.Unsendable == ""; meta.Source == uuid.Nil {
		p.lease.Source = uuid.New()
	}
}

// judgeState decides whether what state says of the destination holds. State that
// belongs to another source or key, or to which other runs have added, finished or
// not, counts for nothing: everything is sent under the new epoch, and what the
// source no longer has is swept.
func (p *push) judgeState() {
	meta, lease := &p.store.Meta, &p.lease
	switch {
	case meta.Source == uuid.Nil && lease.Epoch == 1: // the first run
	case meta.Source == uuid.Nil:
		p.staleReason = "the state of this source is not here"
	case meta.Source != lease.Source, meta.LastRun != lease.LastRun && meta.Run != lease.LastRun:
		p.staleReason = "the destination was reset, or another run came between"
	case meta.Epoch+1 != lease.Epoch:
		p.staleReason = "another run began after the last one that this state knows of"
	case meta.Stale:
		p.staleReason = "the last full push did not end"
	case !bytes.Equal(meta.SourceKey, p.ownKey()):
		p.staleReason = "the key of this source is another one"
	}
	p.wasComplete = meta.Complete
	r := p.result
	if p.Full {
		r.FullReason = "asked for"
	} else if p.stale() {
		r.Full, r.FullReason = true, p.staleReason
	}
}
