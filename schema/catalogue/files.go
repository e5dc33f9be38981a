// Package catalogue holds the files of the catalogue, which package schema reads.
package catalogue

import (
	"embed"
	"io/fs"
)

//go:embed *.json
var embedded embed.FS

// Files holds DATABASE.json for each database. They are read once, at the first use of the
// catalogue; a test of what follows from a changed one sets Files before that.
var Files fs.FS = embedded
