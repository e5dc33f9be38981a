// Package destination knows where a push can go: one table of the kinds of files and
// folders, beside which there is the Supabase project. Whatever differs between kinds is
// asked here, so that a kind more is a package with a [sink.Kind] and a line in [Kinds].
package destination

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/ndjson"
	"github.com/driftsync/driftsync/host/sink/sqlite"
)

// Kinds are those on this machine, in the order in which messages name them.
var Kinds = []sink.Kind{sqlite.Kind, ndjson.Kind}

// Cloud is how the configured Supabase project is named.
const Cloud = "cloud"

// Destination is where a push goes.
type Destination struct {
	// Name identifies the destination in state and messages, and is what the sink
	// reports. It is needed before the sink is opened, and instead of it in a dry run.
	Name    string
	Tenant  uuid.UUID
	Project uuid.UUID
	// Open connects. It is not called in a dry run, nor when nothing changed and Kept
	// is nil or does not deny.
	Open func() (sink.Sink, error)
	// Kept tells, in a push with nothing to do, whether the destination has what state
	// says: the source, with this as its last run. There is a third answer, an error with
	// exit status 16: it could not be asked, which is reported and is not a failure, since there is
	// nothing to send. Any other error ends the push. Nil trusts state.
	Kept func(ctx context.Context, source, lastRun uuid.UUID) (bool, error)
	// Unlinked says that it stands for a destination that is not chosen yet. A plan for it
	// cannot be sent.
	Unlinked bool
	// Bare says that the destination takes bare parts, see [sink.Part].
	Bare bool
	// Describe returns the request that writes a part, which has neither body nor
	// offsets. Nil where the destination is not a server.
	Describe func(*sink.Part) sink.Request
	// Parallel is the number of parts in flight, at least 1.
	Parallel int
}

// Parse returns the destination that a name such as "file:out.db" stands for, and whether
// it is one on this machine. Nothing is opened.
func Parse(name string) (Destination, bool, error) {
	kind, path, local := find(name)
	if !local {
		return Destination{}, false, nil
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return Destination{}, true, err
	}
	return Destination{
		Name:     kind.Scheme + ":" + path,
		Tenant:   uuid.NewSHA1(uuid.NameSpaceURL, []byte("driftsync:file")),
		Project:  uuid.NewSHA1(uuid.NameSpaceURL, []byte("driftsync:file:project")),
		Parallel: kind.Parallel,
		Open:     func() (sink.Sink, error) { return kind.Open(context.Background(), path) },
		Kept: func(ctx context.Context, source, lastRun uuid.UUID) (bool, error) {
			return kind.Holds(ctx, path, source, lastRun), nil
		},
	}, true, nil
}

func find(name string) (sink.Kind, string, bool) {
	scheme, path, _ := strings.Cut(name, ":")
	for _, kind := range Kinds {
		if kind.Scheme == scheme && path != "" {
			return kind, path, true
		}
	}
	return sink.Kind{}, "", false
}

// Local reports whether rows of a destination stay on this machine: it has no account and
// no host.
func Local(name string) bool {
	_, _, local := find(name)
	return local
}

// Path returns the file or folder of a destination on this machine, and whether it is one.
func Path(name string) (string, bool) {
	_, path, local := find(name)
	return path, local
}

// Below returns a destination without the folders of this machine: a path below root
// relative to it, of any other the last name alone. Root may be empty.
func Below(root, name string) string {
	kind, path, local := find(name)
	if !local {
		return name
	}
	short := filepath.Base(path)
	if below, err := filepath.Rel(root, path); root != "" && err == nil && filepath.IsLocal(below) {
		short = filepath.ToSlash(below)
	}
	return kind.Scheme + ":" + short
}

// Examples are names of each kind as one writes them behind --to, for messages.
func Examples() []string {
	var all []string
	for _, kind := range Kinds {
		all = append(all, kind.Example)
	}
	return append(all, Cloud)
}
