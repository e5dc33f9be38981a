package verify

import (
	"context"
	"slices"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
)

// VectorResult is how one vector went.
type VectorResult struct {
	Name string      `json:"name"`
	Rows int         `json:"rows"`
	Bad  []int       `json:"differing_rows,omitempty"`
	Code fault.Code  `json:"code,omitempty"` // why the plugin gave no answer
	Got  [][]*string `json:"-"`
}

// OK reports whether every row is what the vector expects.
func (r *VectorResult) OK() bool { return r.Code == "" && len(r.Bad) == 0 }

// Coverage is which rules and claimed classes a set of vectors exercises.
type Coverage struct {
	Rules          int      `json:"rules"`
	RulesCovered   int      `json:"rules_covered"`
	Classes        int      `json:"classes"`
	ClassesCovered int      `json:"classes_covered"`
	Missing        []string `json:"missing,omitempty"` // "rule x", "class y"
}

// Percent returns the covered share of rules and claimed classes together.
func (c *Coverage) Percent() float64 {
	if c.Rules+c.Classes == 0 {
		return 100
	}
	return 100 * float64(c.RulesCovered+c.ClassesCovered) / float64(c.Rules+c.Classes)
}

// RunVectors runs vectors through a plugin and counts what they cover.
func RunVectors(ctx context.Context, s Subject, o Options, all []vectors.Vector) ([]VectorResult, *Coverage, error) {
	v := &verification{Options: o, subject: s}
	r, err := v.runner(ctx, runnerOptions{})
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	m := r.Info().Manifest
	used := make([]bool, len(m.Rules))
	classes := make(map[abi.Class]bool)
	results := make([]VectorResult, 0, len(all))
	for i := range all {
		outcome, err := RunVector(ctx, r, &all[i])
		if err != nil {
			return nil, nil, err
		}
		result := VectorResult{Name: all[i].Name, Rows: len(all[i].Rows), Code: outcome.Code, Got: outcome.Rows}
		if outcome.Code == "" {
			result.Bad = Differences(&all[i], outcome.Rows)
		}
		for _, rule := range outcome.Rules {
			used[rule] = true
		}
		for _, c := range all[i].Columns {
			classes[abi.ParseClass(c.Class)] = true
		}
		results = append(results, result)
	}
	return results, cover(r.Info(), used, classes), nil
}

func cover(info plugin.Info, used []bool, classes map[abi.Class]bool) *Coverage {
	c := &Coverage{Rules: len(used), Classes: len(info.Manifest.Classes)}
	for i, is := range used {
		if is {
			c.RulesCovered++
			continue
		}
		c.Missing = append(c.Missing, "rule "+info.Manifest.Rules[i].ID)
	}
	for _, name := range info.Manifest.Classes {
		if classes[abi.ParseClass(name)] {
			c.ClassesCovered++
			continue
		}
		c.Missing = append(c.Missing, "class "+name)
	}
	slices.Sort(c.Missing)
	return c
}
