package verify

import (
	"context"
	"fmt"
	"slices"

	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// checkVectors runs the golden vectors of the contract against a plugin that calls
// itself the default, and an author's own against any.
func (v *verification) checkVectors(ctx context.Context) outcome {
	var all []vectors.Vector
	if v.report.Name == Default {
		golden, err := vectors.Load()
		if err != nil {
			return fail("could not run: the golden vectors are damaged")
		}
		all = golden
	}
	if v.Vectors != "" {
		own, err := vectors.LoadFS(plainfile.Dir(v.Vectors))
		if err != nil {
			return fail("could not run: the folder of vectors: %v", err)
		}
		all = append(all, own...)
	}
	if len(all) == 0 {
		return notAsked("no folder of vectors is named, and the golden ones are the default's")
	}
	r, err := v.runner(ctx, runnerOptions{})
	if err != nil {
		return fail("could not run: %s", reason(err))
	}
	defer r.Close()
	var f findings
	rows := 0
	for i := range all {
		outcome, err := RunVector(ctx, r, &all[i])
		if err != nil {
			return fail("could not run: %s", reason(err))
		}
		if outcome.Code != "" {
			f.add("vector %s: %s", all[i].Name, outcome.Code)
			continue
		}
		rows += len(outcome.Rows)
		for _, row := range Differences(&all[i], outcome.Rows) {
			f.add("vector %s, row %d is not what it expects", all[i].Name, row)
		}
	}
	return f.judge(fmt.Sprintf("%d rows of %d vectors", rows, len(all)))
}

// VectorOutcome is what a plugin made of a vector.
type VectorOutcome struct {
	Rows  [][]*string // as Expect of the vector
	Rules []uint8     // rules that were used, ascending
	Code  fault.Code  // why there are no rows
}

// RunVector shows a vector to a plugin. The error is that of the runner.
func RunVector(ctx context.Context, r *plugin.Runner, vector *vectors.Vector) (VectorOutcome, error) {
	raw := vector.Frame()
	answer, code, err := r.Run(ctx, raw)
	if err != nil || code != "" {
		return VectorOutcome{Code: code}, err
	}
	rules := r.Info().Manifest.Rules
	markers := make([]string, len(rules))
	for i := range rules {
		markers[i] = rules[i].Marker
	}
	rows, err := vectors.Apply(raw, answer, markers)
	if err != nil {
		return VectorOutcome{Code: fault.PluginAnswer}, nil
	}
	return VectorOutcome{Rows: rows, Rules: rulesOf(raw, answer, len(rules))}, nil
}

func rulesOf(raw, answer []byte, rules int) []uint8 {
	list, err := directives(raw, answer, rules)
	if err != nil {
		return nil
	}
	used := make([]bool, rules)
	for i := range list.Len() {
		used[list.At(i).Rule] = true
	}
	var all []uint8
	for rule, is := range used {
		if is {
			all = append(all, uint8(rule))
		}
	}
	return all
}

// Differences returns the rows that are not what a vector expects.
func Differences(v *vectors.Vector, rows [][]*string) []int {
	var differ []int
	for i := range v.Expect {
		if !sameRow(v.Expect[i], rows[i]) {
			differ = append(differ, i)
		}
	}
	return differ
}

func sameRow(a, b []*string) bool {
	return (a == nil) == (b == nil) && slices.EqualFunc(a, b, func(x, y *string) bool {
		return (x == nil) == (y == nil) && (x == nil || *x == *y)
	})
}
