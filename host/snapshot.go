package host

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/schema"
)

// snapshot is every database that is there, opened at one moment.
type snapshot struct {
	dbs    []*source.Database
	stamps map[string]source.Stamp
	total  int64 // rows that will be read, 0 where that is not known
}

// openSources opens every database that is there, so that a damaged one stops the
// run before anything is read. A push of one database needs the others as well: they
// name roots that must not leave.
func (o *Options) openSources(ctx context.Context, r *Result) (snapshot, error) {
	s := snapshot{stamps: make(map[string]source.Stamp)}
	for _, catalogue := range schema.Databases() {
		open := source.OpenNoted
		if o.inspect != nil || o.dataDir != "" {
			open = source.Open // nothing is remembered
		}
		db, err := open(ctx, o.databases(), catalogue)
		if err != nil {
			return s, err
		}
		if db == nil {
			r.Missing = append(r.Missing, catalogue.Name)
			continue
		}
		s.dbs = append(s.dbs, db)
		s.stamps[catalogue.Name] = db.Stamp
		if len(db.Stays) > 0 {
			r.Stays[catalogue.Name] = db.Stays
		}
		o.setAside(db.Odd, r)
		if u := db.Unknown; len(u.Tables)+len(u.Columns) > 0 || u.Newer {
			r.Unknown[catalogue.Name] = u
		}
	}
	if len(s.dbs) == 0 {
		return s, noDatabase(o.databases())
	}
	return s, nil
}

func (o *Options) databasePath(db *schema.Database) string {
	return filepath.Join(o.databases(), filepath.FromSlash(db.File))
}

func noDatabase(root string) error {
	return fault.New(fault.SourceMissing, root+" has no database of Drift",
		"run `drift analyze` first, name the project with --root, or look at `driftsync demo`", nil)
}

// databases is the folder that the databases lie below.
func (o *Options) databases() string {
	if o.dataDir != "" {
		return o.dataDir
	}
	return o.Root
}

// setAside notes tables that are not tables here: they stay, and so do their rows at the
// destination.
func (o *Options) setAside(odd []source.Odd, r *Result) {
	for i := range odd {
		if f, ok := errors.AsType[*fault.Error](odd[i].Fault()); ok && o.wantsTable(odd[i].Table) {
			r.stop(odd[i].Table, f)
		}
	}
}

// count counts the rows that will be read.
func (s *snapshot) count(ctx context.Context, wants func(*schema.Table) bool) {
	for _, db := range s.dbs {
		for i := range db.Tables {
			if t := &db.Tables[i]; wants(t.Table) {
				s.total += db.Count(ctx, t)
			}
		}
	}
}

// intact reports a database that was replaced while it was read.
func (s *snapshot) intact() error {
	var err error
	for _, db := range s.dbs {
		err = errors.Join(err, db.Intact())
	}
	return err
}

func (s *snapshot) close() error {
	var errs []error
	for _, db := range s.dbs {
		errs = append(errs, db.Close())
	}
	s.dbs = nil
	return errors.Join(errs...)
}
