// Package dashboard shows in a browser what pushes have sent: pages over the views that a
// file and the cloud both have. It answers on loopback, to whoever has the token of this
// start, reads and never writes, and the pages ask nobody else for anything.
//
// The pages know one interface, the part of PostgREST's grammar that [Parse] reads, so that
// the same files work in front of a Supabase project; see examples/dashboard.
package dashboard

import (
	"context"
	"embed"
	"encoding/json"
	"io/fs"
)

//go:embed page
var page embed.FS

// Pages returns the files of the pages, with index.html at the top.
func Pages() fs.FS {
	files, err := fs.Sub(page, "page")
	if err != nil {
		panic(err) // the name is well formed
	}
	return files
}

// Source is what a dashboard reads.
type Source interface {
	// About says what the source is. It holds no credential.
	About() About
	// Rows returns rows as a JSON array of objects, as PostgREST writes them, and the number
	// of all rows where the query asks for it, else -1. It may be called concurrently.
	Rows(context.Context, *Query) (rows json.RawMessage, total int64, err error)
	Close() error
}

// About is what a source says of itself.
type About struct {
	Kind        string `json:"kind"`        // file or cloud
	Destination string `json:"destination"` // as push names it
}
