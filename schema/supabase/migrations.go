// Package supabase holds the cloud side of the schema: the migrations that the
// Supabase command line applies, and the record of what is released.
package supabase

import "embed"

// Files holds migrations/*.sql and released.json.
//
//go:embed migrations/*.sql released.json
var Files embed.FS
