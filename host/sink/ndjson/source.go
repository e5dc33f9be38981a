package ndjson

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/keyfile"
	"github.com/driftsync/driftsync/schema"
)

// Sources returns the sources of the folder.
func (s *Sink) Sources(ctx context.Context, project uuid.UUID) (list []sink.Source, err error) {
	err = s.locked(ctx, func(all []source) ([]source, error) {
		for _, is := range all {
			if is.Project == project {
				list = append(list, sink.Source{ID: is.ID, Name: is.Name, Digest: is.Digest, Mine: true, LastRun: is.LastRun, LastPush: is.LastPush, Rows: is.Rows})
			}
		}
		return nil, nil
	})
	return list, err
}

// Adopt makes an unnamed source the one that a digest finds, and a folder.
func (s *Sink) Adopt(ctx context.Context, id uuid.UUID, digest, folder string) (before string, err error) {
	err = s.locked(ctx, func(all []source) ([]source, error) {
		at := slices.IndexFunc(all, func(is source) bool { return is.ID == id })
		if at < 0 {
			return nil, noSource()
		}
		is := &all[at]
		if err := keyfile.Adoptable(is.Name, is.Digest); err != nil {
			return nil, err
		}
		keys, err := keyfile.Read(s.dir)
		if err != nil {
			return nil, err
		}
		for i := range all {
			if other := &all[i]; other.Digest == digest && other.Name == "" && other.Project == is.Project && other.ID != id {
				other.Digest = "replaced:" + other.ID.String()
			}
		}
		before, is.Digest = is.Digest, digest
		return all, keys.Move(id, folder)
	})
	return before, err
}

// Retire ends a source: a line for each of its live rows marks it as removed.
func (s *Sink) Retire(ctx context.Context, id uuid.UUID) (rows int64, err error) {
	err = s.locked(ctx, func(all []source) ([]source, error) {
		at := slices.IndexFunc(all, func(is source) bool { return is.ID == id })
		if at < 0 {
			return nil, noSource()
		}
		is := &all[at]
		keys, err := keyfile.Read(s.dir)
		if err != nil {
			return nil, err
		}
		is.Epoch, is.Run = is.Epoch+1, uuid.New()
		s.start, s.lease, s.files = sink.Start{Tenant: is.Tenant, Project: is.Project}, sink.Lease{Source: is.ID, Epoch: is.Epoch}, 0
		for _, t := range schema.Synced() {
			live, err := s.older(t)
			if err != nil {
				return nil, err
			}
			if len(live) == 0 {
				continue
			}
			if err := s.add(t.Cloud, s.emptied(t, live, true)); err != nil {
				return nil, err
			}
			rows += int64(len(live))
		}
		is.Name, is.Digest, is.Rows = "", sink.RetiredDigest+is.ID.String(), 0
		return all, keys.Remove(id)
	})
	return rows, err
}

func noSource() error {
	return fault.New(fault.SinkRefused, "the folder has no such source", "driftsync source list shows them", nil)
}
