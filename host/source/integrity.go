package source

import "github.com/driftsync/driftsync/host/fault"

// Integrity asks SQLite to check the pages of the database, all but its indexes. It
// reads the whole file.
func (d *Database) Integrity() error {
	found, err := d.strings("PRAGMA quick_check(1)")
	if err != nil {
		return d.explain(err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return fault.New(fault.SourceCorrupt, d.Catalogue.File+" is damaged", "restore it, or remove it and run `drift analyze`", nil)
	}
	return nil
}
