package host

import (
	"fmt"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/extract"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// quarantineLimit bounds the list of quarantined rows; beyond it they are counted,
// and count as new.
const quarantineLimit = 10_000

// quarantine tells the rows that stay here, and which of them are new.
type quarantine struct {
	result   *Result
	failFast bool
	key      []byte            // of the digests
	known    map[string]bool   // digests of rows that were quarantined before
	reasons  []string          // for which the destination refused rows before
	first    state.Quarantined // row that newly stays here
}

// newQuarantine returns one that knows what was told before: digests by the destination,
// rows by state.
func newQuarantine(r *Result, failFast bool, key []byte, digests []string, before []state.Quarantined) *quarantine {
	q := &quarantine{result: r, failFast: failFast, key: key, known: make(map[string]bool)}
	for _, d := range digests {
		q.known[d] = true
	}
	for _, row := range before {
		q.known[row.Digest] = true
		if row.Stage == "sink" && !slices.Contains(q.reasons, row.Reason) {
			q.reasons = append(q.reasons, row.Reason)
		}
	}
	return q
}

func (q *quarantine) digest(t *schema.Table, key batch.Key, column, stage, reason string) string {
	return identity.Digest(q.key, key, strings.Join([]string{t.FullName(), column, stage, reason}, "\x00"))
}

// note puts a row on the quarantine list and finds out whether it is new there.
func (q *quarantine) note(t *schema.Table, key batch.Key, column, stage, reason string) {
	row := state.Quarantined{Database: t.Database, Table: t.Name, Digest: q.digest(t, key, column, stage, reason), Column: column, Stage: stage, Reason: reason}
	if len(q.result.Quarantined) < quarantineLimit {
		q.result.Quarantined = append(q.result.Quarantined, row)
	}
	q.judgeNew(row)
}

// judgeNew counts a quarantined row that was not known before.
func (q *quarantine) judgeNew(row state.Quarantined) {
	if !q.known[row.Digest] {
		if q.result.New++; q.result.New == 1 {
			q.first = row
		}
		q.result.find(findingOf(row))
	}
}

// fast ends a run that found a row that newly stays here, where that was asked for.
func (q *quarantine) fast() error {
	if !q.failFast || q.result.New == 0 {
		return nil
	}
	row := q.first
	return fault.New(findingOf(row), fmt.Sprintf("the run was ended at a row of %s.%s that stays here: %s %s %s", row.Database, row.Table, row.Column, row.Stage, row.Reason),
		"see driftsync check, or push without --fail-fast: such rows stay here, and the rest leaves", nil)
}

// unwanted returns the reason for which the destination refused a row before, found
// by the digest that it left in the list of quarantined rows.
func (q *quarantine) unwanted(t *schema.Table, key batch.Key) string {
	for _, reason := range q.reasons {
		if q.known[q.digest(t, key, "", "sink", reason)] {
			return reason
		}
	}
	return extract.Unwanted
}
