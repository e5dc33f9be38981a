package verify

import (
	"fmt"
	"slices"
	"time"

	"github.com/driftsync/driftsync/host/plugin"
)

// Status is the outcome of a check.
type Status string

// A check that could not run has Failed. Who verifies can have a check asked that was
// NotAsked, with a flag, a lock or a policy; one that is Inapplicable is about something
// that the plugin does not claim to do.
const (
	Passed       Status = "pass"
	Failed       Status = "fail"
	NotAsked     Status = "not asked"
	Inapplicable Status = "does not apply"
)

// Basis says what a passed check is worth.
type Basis string

// Construction holds for everything the plugin can ever do, since the host enforces
// it at every call. Tested was seen on the corpus, and a plugin can behave there.
// Declared is about bytes, names and signatures.
const (
	Construction Basis = "by construction"
	Tested       Basis = "tested"
	Declared     Basis = "declared"
)

// Check is one named check.
type Check struct {
	Name     string   `json:"name"`
	Basis    Basis    `json:"basis"`
	Status   Status   `json:"status"`
	Detail   string   `json:"detail"`
	Findings []string `json:"findings,omitempty"` // the first of them; never a value
}

// Recall is how many planted values of one class were gone.
type Recall struct {
	Class   string `json:"class"`
	Planted int    `json:"planted"`
	Removed int    `json:"removed"`
	Tables  int    `json:"tables"`
}

// CorpusInfo identifies what a plugin was tested with.
type CorpusInfo struct {
	Version  int    `json:"version"`
	SHA256   string `json:"sha256"`
	Tables   int    `json:"tables"`
	Rows     int    `json:"rows"`
	Canaries int    `json:"canaries"`
	// Seed makes the second half, which is nil where the plugin did not come to it.
	Seed   uint64        `json:"seed"`
	Seeded *SeededCorpus `json:"seeded,omitempty"`
}

// SeededCorpus is the half of the corpus that a seed makes.
type SeededCorpus struct {
	SHA256   string `json:"sha256"`
	Rows     int    `json:"rows"`
	Canaries int    `json:"canaries"`
}

// Report is the outcome for one file. It holds no value of any row.
type Report struct {
	File       string   `json:"file"` // base name
	SHA256     string   `json:"sha256"`
	Size       int      `json:"size"`
	Name       string   `json:"name"`
	Version    string   `json:"version"`
	ABI        int      `json:"abi"`
	Verifier   string   `json:"verifier"`
	Bundled    string   `json:"bundled_sha256"` // the default that it was compared with
	Catalogue  string   `json:"catalogue_sha256"`
	Policy     string   `json:"policy_sha256,omitempty"` // of the policy that asked
	Strict     bool     `json:"strict"`
	Checks     []Check  `json:"checks"`
	Guarantees []string `json:"by_construction"`
	Recall     []Recall `json:"recall"`
	// Destroyed is what it takes beyond the bundled default, nil where that could not be
	// told, or where it is the default.
	Destroyed    *plugin.Destruction `json:"destroyed,omitempty"`
	MaxDestroyed float64             `json:"max_destroyed_percent"`
	Corpus       CorpusInfo          `json:"corpus"`
	// Recalled is when the checks that run the plugin were made, where these bytes had
	// passed them before.
	Recalled time.Time `json:"recalled_from,omitzero"`
	Bound    Bound     `json:"bound"`
}

// OK reports whether every check that was asked for ran and passed.
func (r *Report) OK() bool { return !slices.ContainsFunc(r.Checks, r.Refuses) }

// Refuses reports whether a check is enough to refuse the plugin.
func (r *Report) Refuses(c Check) bool {
	return c.Status == Failed || r.Strict && c.Status == NotAsked
}

// Totals says how many checks had which outcome.
func (r *Report) Totals() string {
	text := fmt.Sprintf("%d passed, %d failed, %d not asked", r.Count(Passed), r.Count(Failed), r.Count(NotAsked))
	if r.Strict && r.Count(NotAsked) > 0 {
		text = fmt.Sprintf("%d passed, %d failed, %d of them not asked", r.Count(Passed), r.Count(Failed)+r.Count(NotAsked), r.Count(NotAsked))
	}
	switch n := r.Count(Inapplicable); n {
	case 0:
		return text
	case 1:
		return text + ", 1 does not apply"
	default:
		return fmt.Sprintf("%s, %d do not apply", text, n)
	}
}

// Count returns the number of checks with a status.
func (r *Report) Count(s Status) int {
	n := 0
	for _, c := range r.Checks {
		if c.Status == s {
			n++
		}
	}
	return n
}

// FailedChecks returns the names of checks that failed, or count as that.
func (r *Report) FailedChecks() []string {
	var names []string
	for _, c := range r.Checks {
		if r.Refuses(c) {
			names = append(names, c.Name)
		}
	}
	return names
}

// maxFindings bounds what is listed of one check; the detail has the whole count.
const maxFindings = 8

// findings collects what a check found.
type findings struct {
	list  []string
	count int
}

func (f *findings) add(format string, args ...any) {
	if f.count++; len(f.list) < maxFindings {
		f.list = append(f.list, fmt.Sprintf(format, args...))
	}
}

// outcome is what a check function returns.
type outcome struct {
	status   Status
	detail   string
	findings []string
}

func pass(format string, args ...any) outcome {
	return outcome{status: Passed, detail: fmt.Sprintf(format, args...)}
}

func fail(format string, args ...any) outcome {
	return outcome{status: Failed, detail: fmt.Sprintf(format, args...)}
}

func notAsked(format string, args ...any) outcome {
	return outcome{status: NotAsked, detail: fmt.Sprintf(format, args...)}
}

func inapplicable(format string, args ...any) outcome {
	return outcome{status: Inapplicable, detail: fmt.Sprintf(format, args...)}
}

// judge passes with detail when nothing was found.
func (f *findings) judge(detail string) outcome {
	if f.count == 0 {
		return pass("%s", detail)
	}
	return outcome{status: Failed, detail: fmt.Sprintf("%d findings in: %s", f.count, detail), findings: f.list}
}

// guarantees hold for every plugin that this driftsync runs.
var guarantees = []string{
	"It returns no bytes of its own: it names bytes of the row to take away, and the host edits its own copy.",
	"What stands instead of removed bytes is one of at most 8 markers of its manifest, or a pseudonym whose key it never sees.",
	"It sees the columns that its manifest asks for and no others, and no local-only table.",
	"It has no file, network, environment, argument, clock or randomness: none of its imports reaches one.",
	"It runs in a process of its own, which is killed at its time limit or beyond its memory.",
	"Whatever it fails at, its rows stay here: a trap, an exit, a wrong answer and an overrun all send nothing.",
	"The bundled default runs before it and the guard after it, whatever it does.",
}
