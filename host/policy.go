package host

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/person"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/project"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// policy is everything but the rows that decides what leaves.
type policy struct {
	digest    string
	chain     *plugin.Chain
	guard     *guard.Guard
	pseudonym *identity.Pseudonym
	plugins   []sink.PluginRecord
}

// newPolicy opens the chain and the guard for the surroundings of a project.
func newPolicy(ctx context.Context, o *Options, dbs []*source.Database, machine *state.Machine) (*policy, error) {
	others, people, err := readBefore(dbs)
	if err != nil {
		return nil, err
	}
	around := look(o, others)
	var words []string
	for _, db := range schema.Databases() {
		words = append(words, db.Words...)
	}
	secret := pseudonymSecret(o, machine)
	p := &policy{pseudonym: identity.NewPseudonym(secret)}
	entries := frameContext(around, words, people)
	p.chain, err = plugin.Open(ctx, plugin.Options{
		Modules:   o.chain(),
		Limits:    o.Limits,
		CacheDir:  filepath.Join(o.CacheDir, "plugins"),
		Context:   entries,
		Pseudonym: pseudonymOf(p.pseudonym, people),
		Worker:    o.Worker,
		Logger:    o.Logger,
	})
	if err != nil {
		return nil, err
	}
	p.guard = newGuard(around, words, people)
	for _, info := range p.chain.Plugins() {
		p.plugins = append(p.plugins, sink.PluginRecord{Name: info.Name, Version: info.Version, SHA256: info.SHA256})
	}
	p.digest, err = policyDigest(p.plugins, entries, people, identity.Derive(secret, "key id"))
	return p, err
}

// localDigest digests what of a policy is known without the databases: enough to
// tell, beside the stamps of their files, that nothing has changed.
func localDigest(o *Options, machine *state.Machine) (string, error) {
	var plugins []sink.PluginRecord
	for _, m := range o.chain() {
		sum := sha256.Sum256(m.Wasm)
		plugins = append(plugins, sink.PluginRecord{SHA256: hex.EncodeToString(sum[:])})
	}
	return policyDigest(plugins, frameContext(look(o, nil), nil, noPeople), noPeople, identity.Derive(pseudonymSecret(o, machine), "key id"))
}

// readBefore reads what the databases say of roots and persons before the first row is
// read (invariant 8).
func readBefore(dbs []*source.Database) (roots []string, people *person.Directory, err error) {
	var authors []string
	for _, db := range dbs {
		r, err := db.Roots()
		if err != nil {
			return nil, nil, err
		}
		a, err := db.Persons()
		if err != nil {
			return nil, nil, err
		}
		roots, authors = append(roots, r...), append(authors, a...)
	}
	return roots, person.New(authors), nil
}

var noPeople = person.New(nil)

// pseudonymOf gives every spelling of a person one pseudonym, so that the author of one
// table joins the name in a text of another.
func pseudonymOf(p *identity.Pseudonym, people *person.Directory) func(dst, value []byte) []byte {
	return func(dst, value []byte) []byte { return p.Append(dst, people.Canonical(value)) }
}

func newGuard(s project.Surroundings, words []string, people *person.Directory) *guard.Guard {
	return guard.New(guard.Context{Roots: s.Roots, Homes: s.Homes, Users: s.Users, Hosts: s.Hosts, Words: words, Persons: people.Spellings()})
}

func look(o *Options, others []string) project.Surroundings {
	if o.Surroundings != nil {
		return o.Surroundings.With(others)
	}
	return project.Look(o.Root, others)
}

// pseudonymSecret is the team's key where one is set, so that an author is the same
// everywhere.
func pseudonymSecret(o *Options, machine *state.Machine) []byte {
	if o.TeamKey != nil {
		return o.TeamKey
	}
	return machine.Key
}

// frameContext is what plugins are told. Of very many spellings they get the first, and
// the guard has the rest.
func frameContext(s project.Surroundings, words []string, people *person.Directory) []abi.ContextSpec {
	var all []abi.ContextSpec
	spellings := people.Spellings()
	spellings = spellings[:min(len(spellings), abi.MaxPersons)]
	for _, part := range []struct {
		kind   abi.ContextKind
		values []string
	}{{abi.Root, s.Roots}, {abi.Home, s.Homes}, {abi.User, s.Users}, {abi.Host, s.Hosts}, {abi.Word, words}, {abi.Person, spellings}} {
		for _, v := range part.values {
			all = append(all, abi.ContextSpec{Kind: part.kind, Value: v})
		}
	}
	return all
}

// policyDigest is part of every fingerprint: when it changes, every row is redacted
// again and overwritten under its old id.
func policyDigest(plugins []sink.PluginRecord, entries []abi.ContextSpec, people *person.Directory, keyID []byte) (string, error) {
	data, err := json.Marshal(struct {
		ABI       int
		Guard     string
		Catalogue string
		Plugins   []sink.PluginRecord
		Context   []abi.ContextSpec
		People    [sha256.Size]byte
		KeyID     []byte
	}{abi.Version, fmt.Sprint(guard.Version), schema.Digest(), plugins, entries, people.Digest(), keyID})
	if err != nil {
		return "", fault.New(fault.Internal, "the policy has no digest", "", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

// checkWeaker refuses a chain that lacks a plugin of the last run: a lost file must
// not overwrite the destination with weaker text.
func checkWeaker(o *Options, last, now []sink.PluginRecord) error {
	for _, was := range last {
		found := false
		for _, is := range now {
			found = found || is.Name == was.Name
		}
		if !found && o.AllowWeaker == "" {
			return fault.New(fault.PluginWeaker, fmt.Sprintf("the last push had the plugin %q, this one lacks it", was.Name),
				"restore it in driftsync.toml, or push with --allow-weaker --reason TEXT", nil)
		}
	}
	return nil
}
