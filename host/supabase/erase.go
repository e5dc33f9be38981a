package supabase

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// erasedAtOnce is the number of rows that one request erases: a fraction of what the
// statement time-out leaves time for.
const erasedAtOnce = 20_000

var _ sink.Eraser = (*Sink)(nil)

// Erase erases what the scope says, or only counts it. The account has to be an owner of
// the tenant.
func (s *Sink) Erase(ctx context.Context, project uuid.UUID, scope sink.Scope, dry bool) (map[string]int64, error) {
	e := &erasure{sink: s, args: map[string]any{"p_project": project, "p_source": nil, "p_author": nil,
		"p_before": nil, "p_limit": erasedAtOnce, "p_dry": dry}, found: make(map[string]int64)}
	switch {
	case scope.Source != uuid.Nil:
		e.args["p_source"] = scope.Source
	case scope.Author != "":
		e.args["p_author"] = scope.Author
	default:
		e.args["p_before"] = scope.Before.UTC().Format(time.RFC3339)
	}
	var tables []string
	for _, t := range schema.Synced() {
		tables = append(tables, t.Cloud)
	}
	if err := e.ask(ctx, tables, 0, 1<<32); err != nil {
		return e.found, err
	}
	return e.found, e.ask(ctx, []string{"sync_runs", "sync_sources"}, 0, 1<<32) // when no row needs them any more
}

type erasure struct {
	sink  *Sink
	args  map[string]any
	found map[string]int64
}

// ask erases in some tables the rows whose ids' first 32 bits are in [from, to), request by
// request until none is left.
func (e *erasure) ask(ctx context.Context, tables []string, from, to uint64) error {
	const name = "driftsync_erase"
	for more := true; more; {
		answer, err := e.sink.post(ctx, uuid.Nil, name, e.with(tables, from, to))
		if err != nil {
			return err
		}
		if answer.judge() == tooMuch && (len(tables) > 1 || to-from > 1) {
			return e.divide(ctx, tables, from, to)
		}
		var did struct {
			Refused string           `json:"refused"`
			Tables  map[string]int64 `json:"tables"`
			More    bool             `json:"more"`
		}
		if err := read(answer, name, &did); err != nil {
			return err
		}
		if did.Refused != "" {
			return errNotErased(did.Refused)
		}
		for table, n := range did.Tables {
			if n > 0 {
				e.found[table] += n
			}
		}
		more = did.More
	}
	return nil
}

func (e *erasure) with(tables []string, from, to uint64) map[string]any {
	args := map[string]any{"p_tables": tables, "p_from": nil, "p_to": nil}
	if from > 0 {
		args["p_from"] = bound(from)
	}
	if to < 1<<32 {
		args["p_to"] = bound(to)
	}
	for name, value := range e.args {
		args[name] = value
	}
	return args
}

func (e *erasure) divide(ctx context.Context, tables []string, from, to uint64) error {
	if middle := len(tables) / 2; middle > 0 {
		if err := e.ask(ctx, tables[:middle], from, to); err != nil {
			return err
		}
		return e.ask(ctx, tables[middle:], from, to)
	}
	middle := from + (to-from)/2
	if err := e.ask(ctx, tables, from, middle); err != nil {
		return err
	}
	return e.ask(ctx, tables, middle, to)
}

// errNotErased names the reason that driftsync_erase gives.
func errNotErased(reason string) error {
	switch reason {
	case "role":
		return fault.New(fault.SinkRefused, "only an owner of the tenant erases what was sent",
			"ask one; the owner of a source can end it with driftsync source retire", nil)
	case "client":
		return errDelegated()
	case "source":
		return errNotSettled("source")
	case "author":
		return fault.New(fault.ConfigInvalid, "this is no pseudonym of an author", "name the author, or a pseudonym as [P:...]", nil)
	case "age":
		return fault.New(fault.ConfigInvalid, "what is younger than a day by the server's clock is not erased by its age",
			"name an earlier date, or erase a source as a whole", nil)
	}
	return errNotGranted(reason)
}
