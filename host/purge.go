package host

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/schema"
)

// Scope is what a purge erases: one of its fields.
type Scope struct {
	Source uuid.UUID // the source and all its rows
	Author string    // a name, an e-mail address, or a pseudonym
	Before time.Time // tombstones, log rows and run records from before
}

// Receipt is what a purge has erased, or would.
type Receipt struct {
	Destination string           `json:"destination"`
	Project     uuid.UUID        `json:"project"`
	Source      uuid.UUID        `json:"source,omitzero"`
	Author      string           `json:"author,omitempty"` // the pseudonym; the name never leaves
	Before      time.Time        `json:"before,omitzero"`
	DryRun      bool             `json:"dry_run"`
	At          time.Time        `json:"at"`       // by this machine's clock
	Finished    bool             `json:"finished"` // else another purge takes up the rest
	Tables      map[string]int64 `json:"tables"`   // rows, by table
	Rows        int64            `json:"rows"`     // in all
	Here        bool             `json:"here"`     // the source was this clone's, and is forgotten here
}

// Purge erases what was sent to a destination, for good, or only counts it. The receipt is
// there beside an error, too, once something was erased. State of this clone forgets a
// source that is erased: the next push makes a new one and sends everything.
func Purge(ctx context.Context, o Options, scope Scope, dry bool) (*Receipt, error) {
	r := &Receipt{Destination: o.Destination.Name, Project: o.Destination.Project, DryRun: dry, Tables: map[string]int64{}}
	err := withRegistry(ctx, o, func(p *push, _ sink.Registry) error {
		eraser, ok := p.sink.(sink.Eraser)
		if !ok {
			return fault.New(fault.ConfigDestination, "rows of a file are erased with the file", "delete it and its key; this is for a Supabase project", nil)
		}
		erased := sink.Scope{Source: scope.Source, Before: scope.Before}
		if scope.Author != "" {
			var err error
			if erased.Author, err = p.pseudonymFor(ctx, scope.Author); err != nil {
				return err
			}
		}
		r.Source, r.Author, r.Before, r.At = erased.Source, erased.Author, erased.Before, p.Now()
		var err error
		r.Tables, err = eraser.Erase(ctx, p.Destination.Project, erased, dry)
		for _, n := range r.Tables {
			r.Rows += n
		}
		r.Finished = err == nil
		if dry || scope.Source == uuid.Nil || p.store.Meta.Source != scope.Source || r.Rows == 0 {
			return err
		}
		r.Here = true
		return errors.Join(err, p.forget())
	})
	return r, err
}

// pseudonymFor returns the pseudonym under which an author leaves from here: by the key of
// the team or of this machine, and in the spelling that the databases know the person by.
func (p *push) pseudonymFor(ctx context.Context, author string) (string, error) {
	if abi.IsPseudonym([]byte(author)) {
		return author, nil
	}
	if err := compiled.Use(filepath.Join(p.CacheDir, "sqlite")); err != nil {
		return "", err
	}
	for _, catalogue := range schema.Databases() {
		db, err := source.Open(ctx, p.databases(), catalogue)
		if err != nil {
			return "", err
		}
		if db != nil {
			p.dbs = append(p.dbs, db)
		}
	}
	_, people, err := readBefore(p.dbs)
	if err != nil {
		return "", err
	}
	of := pseudonymOf(identity.NewPseudonym(pseudonymSecret(&p.Options, p.machine)), people)
	return string(of(nil, []byte(author))), nil
}
