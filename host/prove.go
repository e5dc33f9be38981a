package host

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/atomicfile"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/prove"
)

// proveOnly names the destination of a proof, a file that is removed.
const proveOnly = "prove"

// Prove makes a private copy of the databases, plants values of every kind into it that
// must not leave, pushes the copy by the same code as a push into a file that is removed
// afterwards, and searches every byte that would have left. It opens no socket, and
// leaves nothing but its result, for reports. Of the options, Destination, Full, Tables
// and Databases are not looked at.
//
// The same seed plants the same values into the same databases. A value that arrives is
// no error: see [prove.Counts].
func Prove(ctx context.Context, o Options, seed uint64) (*prove.Result, error) {
	o.Destination = Destination{Name: proveOnly, Tenant: uuid.UUID{1}, Project: uuid.UUID{2}, Parallel: 1}
	o.DryRun, o.Full, o.Databases, o.Tables = false, true, nil, nil
	o.Shadows = nil // they change nothing here
	if err := errors.Join(o.check(), prove.CheckRoot(o.Root)); err != nil {
		return nil, err
	}
	if err := compiled.Use(filepath.Join(o.CacheDir, "sqlite")); err != nil {
		return nil, err
	}
	began := o.Now()
	machine, err := state.OpenMachine(o.StateDir)
	if err != nil {
		return nil, err
	}
	_, policy, err := localDigests(&o, machine)
	if err != nil {
		return nil, err
	}
	p := &proof{options: o}
	r, err := p.run(ctx, seed)
	if err != nil {
		return nil, asInterrupt(ctx, err)
	}
	r.Began, r.Took, r.Policy = began.UTC(), o.Now().Sub(began), policy
	return r, p.save(machine, r)
}

// proof is one proof under way.
type proof struct {
	options Options
	dir     string // of everything that is removed afterwards
	garden  *prove.Garden
	missing []string
	bytes   int64 // of bodies
}

func (p *proof) run(ctx context.Context, seed uint64) (r *prove.Result, err error) {
	remove, err := p.makeFolder()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	if err := p.copy(ctx); err != nil {
		return nil, err
	}
	if p.garden, err = prove.Plant(ctx, p.data(), p.options.Root, seed); err != nil {
		return nil, err
	}
	pushed, err := p.push(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.complete(pushed); err != nil {
		return nil, err
	}
	r = p.garden.Result()
	r.Plugins, r.Missing, r.Rows, r.Bytes = pushed.Plugins, p.missing, pushed.Summary().Read, p.bytes
	return r, nil
}

// push carries the copy through the chain. The machine's secrets are those of a push, so
// that the policy is the same; its state is not looked at.
func (p *proof) push(ctx context.Context) (*Result, error) {
	o := p.options
	stateDir := filepath.Join(p.dir, "state")
	data, err := os.ReadFile(filepath.Join(o.StateDir, "machine.json"))
	if err == nil {
		err = os.Mkdir(stateDir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(stateDir, "machine.json"), data, 0o600)
	}
	if err != nil {
		return nil, noRoom(err)
	}
	also := o.inspect
	o.StateDir, o.dataDir = stateDir, p.data()
	o.inspect = func(ctx context.Context, chain *plugin.Chain, before, after *batch.Batch, result *plugin.Result, hits []guard.Hit) error {
		if also != nil {
			if err := also(ctx, chain, before, after, result, hits); err != nil {
				return err
			}
		}
		return p.observe(ctx, chain, before, result, hits)
	}
	o.Destination.Open = func() (sink.Sink, error) {
		file, err := sqlite.Open(ctx, filepath.Join(p.dir, "out.db"), sqlite.Options{})
		if err != nil {
			return nil, err
		}
		return &searching{file, p}, nil
	}
	return Push(ctx, o)
}

// complete refuses a run in which a row was lost on the way: what was not looked at
// proves nothing.
func (p *proof) complete(r *Result) error {
	read := make(map[string]int64)
	for _, t := range r.Tables {
		read[t.Name] = t.Read
	}
	for _, t := range p.garden.Tables {
		if read[t.Name] != t.Rows+int64(t.Copies)+int64(t.MadeUp) {
			return fault.New(fault.Internal, "rows of "+t.Name+" were not read, so nothing is proved of them", "please report this", nil)
		}
	}
	if !r.Complete {
		return fault.New(fault.Internal, "the copy was not pushed whole, so nothing is proved", "please report this", nil)
	}
	return nil
}

func (p *proof) save(machine *state.Machine, r *prove.Result) error {
	path := machine.ProjectFile(p.options.StateDir, "proofs", p.options.Root)
	data, err := json.Marshal(r)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err == nil {
		err = atomicfile.Write(path, data, 0o600)
	}
	if err != nil {
		return fault.New(fault.ConfigState, "the result cannot be kept", "check the access rights of the state folder", err)
	}
	return nil
}

// LastProof returns the last proof of a project under the policy that the options give,
// nil where there is none: a proof of another policy says nothing.
func LastProof(o Options) (*prove.Result, error) {
	machine, err := state.OpenMachine(o.StateDir)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(machine.ProjectFile(o.StateDir, "proofs", o.Root))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	r := new(prove.Result)
	if err == nil {
		err = json.Unmarshal(data, r)
	}
	if err != nil {
		return nil, fault.New(fault.ConfigState, "the last proof cannot be read", "run driftsync prove again", err)
	}
	_, policy, err := localDigests(&o, machine)
	if err != nil || policy != r.Policy {
		return nil, err
	}
	return r, nil
}
