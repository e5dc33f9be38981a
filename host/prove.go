package host

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/gofrs/flock"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/atomicfile"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/disk"
	"github.com/driftsync/driftsync/internal/prove"
	"github.com/driftsync/driftsync/schema"
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

func (p *proof) data() string { return filepath.Join(p.dir, "data") }

// copied are the folders of proofs, below that for compiled code: it is on a disk, and
// the folder for temporary files is often in memory.
const copied = "prove-"

// makeFolder makes the folder of the run. One that a killed proof left is removed: a
// running one holds its lock.
func (p *proof) makeFolder() (remove func() error, err error) {
	if err := os.MkdirAll(p.options.CacheDir, 0o700); err != nil {
		return nil, noRoom(err)
	}
	old, err := filepath.Glob(filepath.Join(p.options.CacheDir, copied+"*"))
	if err != nil {
		return nil, noRoom(err)
	}
	for _, dir := range old {
		if info, err := os.Stat(dir); err != nil || p.options.Now().Sub(info.ModTime()) < time.Minute {
			continue // its owner may not hold the lock yet
		}
		lock := flock.New(filepath.Join(dir, "lock"))
		if free, err := lock.TryLock(); err != nil || !free {
			continue
		}
		if err := errors.Join(lock.Unlock(), disk.RemoveAll(dir)); err != nil {
			return nil, noRoom(err)
		}
	}
	if p.dir, err = os.MkdirTemp(p.options.CacheDir, copied); err != nil {
		return nil, noRoom(err)
	}
	lock := flock.New(filepath.Join(p.dir, "lock"))
	if _, err := lock.TryLock(); err != nil {
		return nil, errors.Join(noRoom(err), disk.RemoveAll(p.dir))
	}
	return func() error {
		if err := errors.Join(lock.Unlock(), disk.RemoveAll(p.dir)); err != nil {
			return fault.New(fault.SpoolWrite, "the private copy cannot be removed", "remove the folders "+copied+"* below the cache folder", err)
		}
		return nil
	}, nil
}

func noRoom(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fault.New(fault.SpoolWrite, "there is no room for a private copy of the databases", "free some space, or name another folder with --cache", err)
}

// copy makes the private copy: a snapshot of each database, with what is in its log.
func (p *proof) copy(ctx context.Context) error {
	if err := p.checkRoom(); err != nil {
		return err
	}
	for _, catalogue := range schema.Databases() {
		db, err := source.Open(ctx, p.options.Root, catalogue)
		if err != nil {
			return err
		}
		if db == nil {
			p.missing = append(p.missing, catalogue.Name)
			continue
		}
		to := filepath.Join(p.data(), filepath.FromSlash(catalogue.File))
		err = os.MkdirAll(filepath.Dir(to), 0o700)
		if err == nil {
			err = db.Backup(ctx, to)
		}
		if err := errors.Join(err, db.Close()); err != nil {
			return noRoom(err)
		}
	}
	if len(p.missing) == len(schema.Databases()) {
		return noDatabase(p.options.Root)
	}
	return nil
}

// Room that a proof needs beside its copy: request bodies and a file, each about as long
// as the databases; and in any case what is planted.
const (
	roomTimes = 3
	roomLeast = 128 << 20
)

// checkRoom refuses to begin what would not fit on the disk.
func (p *proof) checkRoom() error {
	need := uint64(roomLeast)
	for _, db := range schema.Databases() {
		for _, suffix := range []string{"", "-wal"} {
			if info, err := os.Stat(filepath.Join(p.options.Root, filepath.FromSlash(db.File)) + suffix); err == nil {
				need += roomTimes * uint64(info.Size())
			}
		}
	}
	ask := p.options.free
	if ask == nil {
		ask = disk.Free
	}
	if free, known := ask(p.dir); known && free < need {
		return fault.New(fault.SpoolWrite, fmt.Sprintf("a private copy of the databases, and what would leave of it, need %s, and %s are free",
			humanize.IBytes(need), humanize.IBytes(free)), "free some space, or name a folder on another disk with --cache", nil)
	}
	return nil
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

// observe notes what becomes of the canaries of a batch. It is called by several
// redactors.
func (p *proof) observe(ctx context.Context, chain *plugin.Chain, before *batch.Batch, result *plugin.Result, hits []guard.Hit) error {
	leaving := make(map[planted][]int)
	for i := range before.Columns {
		c := &before.Columns[i]
		if c.Type.Fixed() {
			continue
		}
		for row := range before.Rows() {
			found, err := p.garden.In(before.Table, c.Def, c.Bytes(row))
			if err != nil {
				return err
			}
			for _, canary := range found {
				if stays := keptBy(row, result, hits); stays != "" {
					p.garden.Stays(canary, stays)
					continue
				}
				at := planted{c.Def, canary.Kind()}
				leaving[at] = append(leaving[at], row)
			}
		}
	}
	for at, rows := range leaving {
		if err := p.ask(ctx, chain, at, picked(before, rows...)); err != nil {
			return err
		}
	}
	return nil
}

// planted is where canaries of one kind stand.
type planted struct {
	column *schema.Column
	kind   prove.Kind
}

// ask takes rows through the chain once more, by themselves, to learn which rules work
// on what is planted there. They give the same bytes (invariant 8).
func (p *proof) ask(ctx context.Context, chain *plugin.Chain, at planted, rows *batch.Batch) error {
	result, err := chain.Redact(ctx, rows)
	if err != nil {
		return err
	}
	for _, hit := range result.Hits {
		if hit.Column == at.column.Name {
			p.garden.Taken(at.column, at.kind, hit.Plugin+"/"+hit.Rule, int(hit.Count))
		}
	}
	if result.Nulled > 0 {
		p.garden.Taken(at.column, at.kind, "host/broken-json", int(result.Nulled))
	}
	return nil
}

// keptBy names the rule that keeps a row here, empty where none does.
func keptBy(row int, result *plugin.Result, hits []guard.Hit) string {
	switch {
	case result.Failed != nil && result.Failed[row] != "":
		return string(result.Failed[row])
	case result.Dropped != nil && result.Dropped[row]:
		return "dropped by a rule"
	}
	if i := slices.IndexFunc(hits, func(h guard.Hit) bool { return h.Row == row }); i >= 0 {
		return "guard/" + strings.TrimPrefix(hits[i].Rule, "guard.")
	}
	return ""
}

// searching is a sink that looks for canaries in all that it is given.
type searching struct {
	sink.Sink
	proof *proof
}

func (s *searching) Begin(ctx context.Context, start sink.Start) (sink.Lease, error) {
	if err := s.other(start); err != nil {
		return sink.Lease{}, err
	}
	return s.Sink.Begin(ctx, start)
}

func (s *searching) Write(ctx context.Context, part *sink.Part) ([]sink.Refusal, error) {
	s.proof.bytes += int64(len(part.Body))
	s.proof.garden.Body(part)
	return s.Sink.Write(ctx, part)
}

func (s *searching) Finish(ctx context.Context, run *sink.Run) error {
	if err := s.other(run); err != nil {
		return err
	}
	return s.Sink.Finish(ctx, run)
}

// other searches what a run says of itself.
func (s *searching) other(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fault.New(fault.Internal, "the record of the run cannot be searched", "please report this", err)
	}
	s.proof.garden.Other(text)
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
