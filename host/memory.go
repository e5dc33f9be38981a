package host

import (
	"errors"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/spool"
	"github.com/driftsync/driftsync/host/state"
)

// memory is what this machine knows of the source at the destination.
type memory struct {
	machine *state.Machine
	store   *state.Store
	rules   string // digests, see localDigests
	local   string
	name    string   // digest that finds an unnamed source
	real    string   // project root, through links
	roots   []string // all its spellings that are known
}

// open opens machine and store, and takes over what a crashed run left.
func (m *memory) open(o *Options) error {
	var err error
	if m.machine, err = state.OpenMachine(o.StateDir); err != nil {
		return err
	}
	m.real = o.realRoot()
	m.name = m.machine.SourceDigest(o.Destination.Project, o.Root)
	if m.store, err = state.Open(o.storeDir(m.machine)); err != nil {
		return err
	}
	m.roots = distinct(append([]string{m.real, o.Root}, m.store.Meta.Roots...))
	if m.rules, m.local, err = localDigests(o, m.machine); err != nil || o.DryRun {
		return err
	}
	return m.adopt(o.Destination.Name)
}

// adopt takes the spool of a run that did not end over into state: what was
// confirmed as it is, the rest as rows that may be there in an unknown form. They
// are sent again in this run, or tombstoned.
func (m *memory) adopt(destination string) error {
	left, err := spool.Open(m.spoolDir())
	if errors.Is(err, spool.ErrDamaged) {
		return m.giveUp()
	}
	if err != nil || left == nil {
		return err
	}
	if left.Header.Destination == destination {
		tables, err := m.store.Apply(left.Changes(), func(string) bool { return false })
		if err != nil {
			return errors.Join(err, left.Close())
		}
		meta := m.store.Meta
		meta.Tables, meta.Complete = tables, false
		if meta.Plugins == nil {
			meta.Plugins = []sink.PluginRecord{}
		}
		if err := m.store.Commit(meta); err != nil {
			return errors.Join(err, left.Close())
		}
	}
	if err := left.Close(); err != nil {
		return err
	}
	return spool.Remove(m.spoolDir())
}

// giveUp removes a spool of which nobody can tell what was sent: state counts for
// nothing then, and this run sends everything.
func (m *memory) giveUp() error {
	meta := m.store.Meta
	meta.Stale, meta.Complete = true, false
	if meta.Plugins == nil {
		meta.Plugins = []sink.PluginRecord{}
	}
	if err := m.store.Commit(meta); err != nil {
		return err
	}
	return spool.Remove(m.spoolDir())
}

func (m *memory) spoolDir() string { return filepath.Join(m.store.Dir(), "spool") }

// forget lets state know of no push any more: the next one makes a new source.
func (m *memory) forget() error {
	return errors.Join(spool.Remove(m.spoolDir()), m.store.Commit(state.Meta{Plugins: []sink.PluginRecord{}}), m.store.SetQuarantine(nil))
}

// stateIsOf reports whether state is that of a source that has been pushed.
func (m *memory) stateIsOf(source uuid.UUID) bool {
	return source != uuid.Nil && m.store.Meta.Source == source
}

func (m *memory) close() error {
	if m.store == nil {
		return nil
	}
	return m.store.Close()
}
