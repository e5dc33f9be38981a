package rule

import (
	"bytes"

	"github.com/driftsync/driftsync/abi"
)

// covers reports whether a column is in a rule's scope. table is "database.table".
func (r *Rule) covers(table []byte, c *abi.Column) bool {
	if r.Classes&(1<<c.Class) == 0 {
		return false
	}
	if len(r.Columns) == 0 {
		return true
	}
	database, name, _ := bytes.Cut(table, []byte("."))
	for i := range r.Columns {
		s := &r.Columns[i]
		if like(s.Database, database) && like(s.Table, name) && like(s.Column, c.Name) {
			return true
		}
	}
	return false
}

// like reports whether a name is as a pattern says.
func like(pattern string, name []byte) bool {
	if pattern == "" {
		return true
	}
	for i := 0; i < len(pattern); i++ {
		if pattern[i] == '*' {
			for at := 0; at <= len(name); at++ {
				if rest := pattern[i+1:]; rest == "" || like(rest, name[at:]) {
					return true
				}
			}
			return false
		}
		if len(name) == 0 || name[0] != pattern[i] {
			return false
		}
		name = name[1:]
	}
	return len(name) == 0
}
