package host

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/prove"
	"github.com/driftsync/driftsync/schema"
)

// observe notes what becomes of the canaries of a batch. It is called by several
// redactors.
func (p *proof) observe(ctx context.Context, chain *plugin.Chain, before *batch.Batch, result *plugin.Result, hits []guard.Hit) error {
	leaving := make(map[planted][]int)
	for i := range before.Columns {
		c := &before.Columns[i]
		if c.Type.Fixed() {
			continue
		}
		for row := range before.Rows() {
			found, err := p.garden.In(before.Table, c.Def, c.Bytes(row))
			if err != nil {
				return err
			}
			for _, canary := range found {
				if stays := keptBy(row, result, hits); stays != "" {
					p.garden.Stays(canary, stays)
					continue
				}
				at := planted{c.Def, canary.Kind()}
				leaving[at] = append(leaving[at], row)
			}
		}
	}
	for at, rows := range leaving {
		if err := p.ask(ctx, chain, at, picked(before, rows...)); err != nil {
			return err
		}
	}
	return nil
}

// planted is where canaries of one kind stand.
type planted struct {
	column *schema.Column
	kind   prove.Kind
}

// ask takes rows through the chain once more, by themselves, to learn which rules work
// on what is planted there. They give the same bytes (invariant 8).
func (p *proof) ask(ctx context.Context, chain *plugin.Chain, at planted, rows *batch.Batch) error {
	result, err := chain.Redact(ctx, rows)
	if err != nil {
		return err
	}
	for _, hit := range result.Hits {
		if hit.Column == at.column.Name {
			p.garden.Taken(at.column, at.kind, hit.Plugin+"/"+hit.Rule, int(hit.Count))
		}
	}
	if result.Nulled > 0 {
		p.garden.Taken(at.column, at.kind, "host/broken-json", int(result.Nulled))
	}
	return nil
}

// keptBy names the rule that keeps a row here, empty where none does.
func keptBy(row int, result *plugin.Result, hits []guard.Hit) string {
	switch {
	case result.Failed != nil && result.Failed[row] != "":
		return string(result.Failed[row])
	case result.Dropped != nil && result.Dropped[row]:
		return "dropped by a rule"
	}
	if i := slices.IndexFunc(hits, func(h guard.Hit) bool { return h.Row == row }); i >= 0 {
		return "guard/" + strings.TrimPrefix(hits[i].Rule, "guard.")
	}
	return ""
}

// searching is a sink that looks for canaries in all that it is given.
type searching struct {
	sink.Sink
	proof *proof
}

func (s *searching) Begin(ctx context.Context, start sink.Start) (sink.Lease, error) {
	if err := s.other(start); err != nil {
		return sink.Lease{}, err
	}
	return s.Sink.Begin(ctx, start)
}

func (s *searching) Write(ctx context.Context, part *sink.Part) ([]sink.Refusal, error) {
	s.proof.bytes += int64(len(part.Body))
	s.proof.garden.Body(part)
	return s.Sink.Write(ctx, part)
}

func (s *searching) Finish(ctx context.Context, run *sink.Run) error {
	if err := s.other(run); err != nil {
		return err
	}
	return s.Sink.Finish(ctx, run)
}

// other searches what a run says of itself.
func (s *searching) other(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fault.New(fault.Internal, "the record of the run cannot be searched", "please report this", err)
	}
	s.proof.garden.Other(text)
	return nil
}
