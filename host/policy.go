package host

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/person"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/schema"
)

// policy is everything but the rows that decides what leaves: the rules, and the roots
// and names that rows are searched for. When the rules change, every row is sent again.
// When something more is known, rows are searched again, and those of which something
// else leaves are sent.
type policy struct {
	digest    string            // of the rules
	known     []abi.ContextSpec // roots and names
	searched  string            // digest of known
	roots     []string          // other spellings of the project root that the databases name
	chain     *plugin.Chain
	options   plugin.Options // of the chain, and of policies that run beside it
	guard     *guard.Guard
	pseudonym *identity.Pseudonym
	plugins   []sink.PluginRecord
}

// newPolicy opens the chain and the guard for the surroundings of a project. What was
// known before stays known: it stands in rows that were written then.
func newPolicy(ctx context.Context, o *Options, dbs []*source.Database, machine *state.Machine, known []abi.ContextSpec) (*policy, error) {
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
	p := &policy{pseudonym: identity.NewPseudonym(secret), known: gather(frameContext(around, nil, people), known), roots: o.spellings(others)}
	who := people.Digest()
	searched, err := json.Marshal(p.known)
	if err != nil {
		return nil, fault.New(fault.Internal, "the surroundings have no digest", "", err)
	}
	p.searched = hex.EncodeToString(identity.Derive(machine.Key, "surroundings", searched, who[:])[:16])
	entries := append(slices.Clone(p.known), frameContext(project.Surroundings{}, words, noPeople)...)
	p.options = plugin.Options{
		Modules:   o.chain(),
		Limits:    o.Limits,
		CacheDir:  filepath.Join(o.CacheDir, "plugins"),
		Context:   entries,
		Pseudonym: pseudonymOf(p.pseudonym, people),
		Worker:    o.Worker,
		Spares:    o.spares,
		Logger:    o.Logger,
	}
	if p.chain, err = plugin.Open(ctx, p.options); err != nil {
		return nil, err
	}
	p.guard = guard.New(guardContext(entries, people))
	for _, info := range p.chain.Plugins() {
		p.plugins = append(p.plugins, sink.PluginRecord{Name: info.Name, Version: info.Version, SHA256: info.SHA256})
	}
	p.digest, err = policyDigest(p.plugins, nil, identity.Derive(secret, "key id"))
	return p, err
}

// gather returns what is known now and was known before: the project root first, the
// rest in a fixed order.
func gather(now, before []abi.ContextSpec) []abi.ContextSpec {
	if len(now) == 0 {
		return nil
	}
	rest := slices.Concat(now[1:], before)
	slices.SortFunc(rest, func(a, b abi.ContextSpec) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	rest = slices.DeleteFunc(slices.Compact(rest), func(e abi.ContextSpec) bool { return e == now[0] })
	people := slices.IndexFunc(rest, func(e abi.ContextSpec) bool { return e.Kind == abi.Person })
	if people >= 0 && len(rest) > people+abi.MaxPersons {
		rest = rest[:people+abi.MaxPersons]
	}
	return append(now[:1:1], rest...)
}

// spellings are those of some roots that are the project's, by another path.
func (o *Options) spellings(roots []string) []string {
	own := o.realRoot()
	return slices.DeleteFunc(slices.Clone(roots), func(root string) bool {
		real, err := filepath.EvalSymlinks(root)
		return err != nil || real != own
	})
}

// guardContext is that of plugins, and every spelling of a person beside.
func guardContext(entries []abi.ContextSpec, people *person.Directory) guard.Context {
	c := guard.Context{Persons: people.Spellings()}
	for _, e := range entries {
		if list := map[abi.ContextKind]*[]string{abi.Root: &c.Roots, abi.Home: &c.Homes, abi.User: &c.Users,
			abi.Host: &c.Hosts, abi.Word: &c.Words, abi.Person: &c.Persons}[e.Kind]; list != nil {
			*list = append(*list, e.Value)
		}
	}
	return c
}

// localDigests digest what of a policy is known without the databases: the rules, which
// tell, beside the stamps of their files and what is known, that nothing has changed; and
// the same with the surroundings.
func localDigests(o *Options, machine *state.Machine) (rules, local string, err error) {
	var plugins []sink.PluginRecord
	for _, m := range o.chain() {
		sum := sha256.Sum256(m.Wasm)
		plugins = append(plugins, sink.PluginRecord{SHA256: hex.EncodeToString(sum[:])})
	}
	id := identity.Derive(pseudonymSecret(o, machine), "key id")
	rules, rulesErr := policyDigest(plugins, nil, id)
	local, localErr := policyDigest(plugins, frameContext(look(o, nil), nil, noPeople), id)
	return rules, local, errors.Join(rulesErr, localErr)
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

// frameContext is what plugins get to know. Of very many spellings they get the first, and
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

// policyDigest digests the rules and some surroundings. That of the rules alone is part
// of every fingerprint: when it changes, every row is redacted again and overwritten
// under its old id.
func policyDigest(plugins []sink.PluginRecord, entries []abi.ContextSpec, keyID []byte) (string, error) {
	data, err := json.Marshal(struct {
		ABI       int
		Guard     string
		Catalogue string
		Plugins   []sink.PluginRecord
		Context   []abi.ContextSpec
		KeyID     []byte
	}{abi.Version, fmt.Sprint(guard.Version), schema.Digest(), plugins, entries, keyID})
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

// kinds are what an entry of the surroundings is called on the screen.
var kinds = map[abi.ContextKind]string{abi.Root: "root", abi.Home: "home folder", abi.User: "user name", abi.Host: "host name", abi.Person: "author"}

// again says why rows that have not changed are redacted again; empty where they are not.
// It names no name.
func (p *push) again() string {
	meta := &p.store.Meta
	switch added := p.added(); {
	case meta.LastRun == uuid.Nil:
		return ""
	case meta.Policy != p.policy.digest:
		return "plugins, guard, catalogue or keys are not those of the last push"
	case len(added) > 0:
		return "not known at the last push: " + strings.Join(added, ", ")
	}
	for _, t := range meta.Tables {
		if t.Rows > 0 && t.Searched != p.policy.searched {
			return "the last search for a new name did not end"
		}
	}
	return ""
}

// added names the kinds of what was not known before.
func (p *push) added() (names []string) {
	known := make(map[abi.ContextSpec]bool)
	for _, e := range p.store.Meta.Known {
		known[e] = true
	}
	for _, e := range p.policy.known {
		name := cmp.Or(kinds[e.Kind], "name")
		if !known[e] && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// familiar reports whether everything that this machine looks like is known.
func (p *push) familiar() bool {
	for _, e := range frameContext(look(&p.Options, nil), nil, noPeople) {
		if !slices.Contains(p.store.Meta.Known, e) {
			return false
		}
	}
	return true
}

// searches reports whether the unchanged rows of a table are searched for what was not
// known when they were sent.
func (p *push) searches(t *schema.Table) bool {
	return p.store.Meta.Tables[t.FullName()].Searched != p.policy.searched
}
