package verify

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/internal/glyph"
	"github.com/driftsync/driftsync/schema"
)

// Options say what to compare a plugin with. All are optional; what is left out is
// not asked for.
type Options struct {
	CacheDir   string // compiled code; empty compiles again
	Limits     plugin.Limits
	Worker     []string
	Verifier   string // "driftsync 1.2.3"
	Program    string // digest of the verifying program, for [Memory]
	Recalled   *Kept  // of [Memory.Recall]: what runs the plugin is taken from it
	SHA256     string // digest that the bytes must have, hex
	Lock       *lock.File
	Signatures []string // lines of the signature file beside the plugin
	Policies   lock.Policies
	Vectors    string // folder of the author's vectors
	// Rebuild compiles the source of the plugin; nil where there is none.
	Rebuild func(context.Context) ([]byte, error)
	// Raw compiles it and changes nothing of what the compiler made; nil where there is no
	// source, or nothing changes it.
	Raw    func(context.Context) ([]byte, error)
	Strict bool
	// Seed makes the second half of the corpus; 0 draws one. It has at most 53 bits.
	Seed uint64
	// MaxDestroyed is how much it may take beyond the default, in percent of rows, cells or
	// characters; nil for what the policies say, or else [MaxDestroyed].
	MaxDestroyed *float64
}

// MaxDestroyed is the limit in percent where nobody names another.
const MaxDestroyed = 50

// Default is the name of the bundled plugin.
const Default = "redact-default"

// hostileDeadline is the time limit of a call on hostile input, unless a shorter one
// is asked for: a guest that hangs is distinguished from a slow one soon enough.
const hostileDeadline = time.Second

// grace is how much longer than its limit a call may take until its process is gone.
const grace = 250 * time.Millisecond

// Subject is the file that is judged. The bytes are read once by the caller: what is
// judged is what was read.
type Subject struct {
	File string
	Wasm []byte
}

// verification is one run over one file.
type verification struct {
	Options
	subject    Subject
	digest     string
	inspection *plugin.Inspection
	inspectErr error
	corpus     *Corpus
	base       *recording
	baseErr    error
	hostile    time.Duration
	warm       bool // in tests: nothing is compiled again
	spares     plugin.Spares
	report     *Report

	// Made when they are first asked for, by whichever check that is.
	large  func() *Corpus
	lived  func(context.Context) (*life, error)
	cuts   func(context.Context) (*pieces, error)
	edited func() ([]sheetResult, error)
	behind func(context.Context) (*behindDefault, error)
}

// once makes a result of a check that others need as well.
func once[T any](make func(context.Context) (T, error)) func(context.Context) (T, error) {
	var mu sync.Mutex
	var done bool
	var value T
	var err error
	return func(ctx context.Context) (T, error) {
		mu.Lock()
		defer mu.Unlock()
		if !done {
			value, err = make(ctx)
			done = true
		}
		return value, err
	}
}

// prepare says how what several checks need is made.
func (v *verification) prepare() {
	if v.Seed == 0 {
		v.Seed = NewSeed()
	}
	v.large = sync.OnceValue(func() *Corpus { return newLargeCorpus(v.Seed) })
	v.lived, v.cuts, v.behind = once(v.live), once(v.cut), once(v.stand)
	v.edited = sync.OnceValues(v.apply)
}

// NewSeed draws a seed.
func NewSeed() uint64 { return 1 + rand.Uint64N(1<<53-1) }

// Verify runs every check on a file. The error is for what keeps it from judging at
// all, such as an interruption; what is wrong with the plugin is in the report.
func Verify(ctx context.Context, s Subject, o Options) (*Report, error) {
	v := &verification{Options: o, subject: s}
	return v.verify(ctx, checks)
}

func (v *verification) verify(ctx context.Context, checks []namedCheck) (*Report, error) {
	defer v.spares.Close()
	v.begin(ctx)
	v.report.Checks = make([]Check, len(checks))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range checks {
		group.Go(func() error {
			if ctx.Err() == nil {
				v.report.Checks[i] = v.run(ctx, &checks[i])
			}
			return nil
		})
	}
	_ = group.Wait() // checks return none
	if ctx.Err() != nil {
		return nil, fault.New(fault.Interrupted, "verification was interrupted", "run it again", nil)
	}
	return v.report, nil
}

// atOnce is the number of checks that run side by side, each with a worker.
const atOnce = 2

// begin reads the module and lets it answer the first half of the corpus.
func (v *verification) begin(ctx context.Context) {
	v.prepare()
	v.digest, v.corpus = lock.Digest(v.subject.Wasm), NewCorpus(0)
	if v.inspectErr = v.expected(); v.inspectErr == nil {
		v.inspection, v.inspectErr = plugin.Inspect(v.subject.Wasm)
	}
	v.hostile = hostileDeadline
	if v.Limits.Batch > 0 {
		v.hostile = min(v.hostile, v.Limits.Call())
	}
	v.report = &Report{
		File: glyph.Visible(filepath.Base(v.subject.File)), SHA256: v.digest, Size: len(v.subject.Wasm), ABI: abi.Version, Verifier: v.Verifier,
		Bundled: lock.Digest(bundled.Wasm), Catalogue: schema.Digest(), Strict: v.Strict, Guarantees: guarantees,
		Policy: v.Policies.Digest(),
		Corpus: CorpusInfo{Version: CorpusVersion, SHA256: v.corpus.Digest(), Tables: len(v.corpus.sheets), Rows: v.corpus.Rows(), Canaries: v.corpus.Canaries(), Seed: v.Seed},
	}
	if v.inspectErr != nil {
		return
	}
	v.report.Name, v.report.Version = v.inspection.Manifest.Name, v.inspection.Manifest.Version
	v.report.Bound = bound(v.inspection.Manifest, v.corpus)
	if v.recalls() {
		was := v.Recalled.Report
		v.report.Recalled, v.report.Corpus, v.report.Recall = v.Recalled.At, was.Corpus, was.Recall
		v.report.Destroyed, v.report.MaxDestroyed = was.Destroyed, was.MaxDestroyed
		return
	}
	if v.base, v.baseErr = v.record(ctx); v.baseErr == nil && len(v.base.failed) == 0 {
		large := v.large()
		v.report.Corpus.Seeded = &SeededCorpus{SHA256: large.Digest(), Rows: large.Rows(), Canaries: large.Canaries()}
	}
}

var errOtherBytes = errors.New("the bytes are not those that were expected, so they were not parsed")

// expected compares digests before anything is parsed.
func (v *verification) expected() error {
	if v.SHA256 != "" && v.SHA256 != v.digest {
		return errOtherBytes
	}
	return nil
}

// recalls reports whether these bytes were checked before.
func (v *verification) recalls() bool {
	return v.Recalled != nil && v.inspectErr == nil && v.Recalled.Report.SHA256 == v.digest
}

// recall returns the outcome of a check that was made before.
func (v *verification) recall(name string) outcome {
	for _, c := range v.Recalled.Report.Checks {
		if c.Name == name {
			return outcome{c.Status, c.Detail, c.Findings}
		}
	}
	return fail("could not run: it was not among the checks that are remembered")
}

// namedCheck is one check, and what it needs.
type namedCheck struct {
	name  string
	basis Basis
	needs need
	run   func(*verification, context.Context) outcome
}

// checks are begun and listed in this order.
var checks = []namedCheck{
	{"BYTES", Declared, needsBytes, (*verification).checkBytes},
	{"LOCK", Declared, needsBytes, (*verification).checkLock},
	{"SIGNERS", Declared, needsBytes, (*verification).checkSigners},
	{"ABI", Declared, needsBytes, (*verification).checkABI},
	{"IMPORTS", Construction, needsBytes, (*verification).checkImports},
	{"EXPORTS", Declared, needsBytes, (*verification).checkExports},
	{"LIMITS", Tested, needsAnswers, (*verification).checkLimits},
	{"HOSTILE-INPUT", Tested, needsModule, (*verification).checkHostile},
	{"CONFINED", Tested, needsAnswers, (*verification).checkConfined},
	{"VECTORS", Tested, needsModule, (*verification).checkVectors},
	{"MONOTONE", Construction, needsAnswers, (*verification).checkMonotone},
	{"TWIN-RUN", Tested, needsAnswers, (*verification).checkTwin},
	{"STATELESS", Tested, needsAnswers, (*verification).checkStateless},
	{"IDEMPOTENT", Tested, needsAnswers, (*verification).checkIdempotent},
	{"DETERMINISTIC", Tested, needsAnswers, (*verification).checkDeterministic},
	{"CANARY-RECALL", Tested, needsAnswers, (*verification).checkRecall},
	{"CELL-SIZE", Tested, needsAnswers, (*verification).checkCellSize},
	{"STRICTER", Tested, needsAnswers, (*verification).checkStricter},
	{destructionName, Tested, needsAnswers, (*verification).checkDestruction},
	{engineName, Tested, needsAnswers, (*verification).checkEngine},
	{"REBUILD", Declared, needsBytes, (*verification).checkRebuild},
}

// NotRun is the detail of a check that needs a module where the contract allows none: what
// is wrong with it another check says.
const NotRun = "could not run: the module is refused"

// need is what a check cannot do without.
type need int

const (
	needsBytes   need = iota
	needsModule       // the bytes are a module that the contract allows
	needsAnswers      // it answered the whole corpus
)

func (v *verification) run(ctx context.Context, c *namedCheck) (check Check) {
	check = Check{Name: c.name, Basis: c.basis}
	defer func() {
		if recover() != nil { // its text may hold row values
			check.Status, check.Detail = Failed, "could not run: the check itself broke"
		}
	}()
	var o outcome
	switch {
	case c.needs >= needsModule && v.inspectErr != nil:
		o = fail(NotRun)
	case c.needs >= needsModule && v.recalls():
		o = v.recall(c.name)
	case c.needs >= needsModule && v.baseErr != nil:
		o = fail("could not run: %s", reason(v.baseErr))
	case c.needs >= needsAnswers && len(v.base.failed) > 0:
		o = fail("it did not answer the corpus")
		o.findings = v.base.failed
	default:
		o = c.run(v, ctx)
	}
	check.Status, check.Detail, check.Findings = o.status, o.detail, o.findings
	return check
}

// reason returns what a fault says without its cause, which could be anything.
func reason(err error) string {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return fmt.Sprintf("%s (%s)", f.Message, f.Code)
	}
	return "the plugin could not be run"
}

func (v *verification) checkBytes(context.Context) outcome {
	switch {
	case v.SHA256 != "" && v.SHA256 != v.digest:
		return fail("sha256 %s, another one was expected", v.digest)
	case v.SHA256 != "":
		return pass("sha256 %s, as expected", v.digest)
	}
	return pass("sha256 %s", v.digest)
}

func (v *verification) checkLock(context.Context) outcome {
	if v.Lock == nil {
		return notAsked("no lock file")
	}
	name := v.report.Name
	entry := v.Lock.Find(name)
	switch {
	case name == "" && v.inspectErr != nil:
		return notAsked("the module has no name to look for")
	case entry == nil:
		return notAsked("the lock has no entry for it")
	case entry.SHA256 != v.digest:
		return fail("the lock pins other bytes under this name")
	}
	return pass("pinned as %s %s", entry.Name, entry.Version)
}

func (v *verification) checkSigners(context.Context) outcome {
	asked := 0
	var names []string
	for _, p := range v.Policies {
		found, err := p.CheckSignatures(v.Signatures, v.digest)
		if err != nil {
			return fail("%v", err)
		}
		asked += len(p.Signatures)
		names = append(names, found...)
	}
	var untrusted int
	for _, line := range v.Signatures {
		if _, err := lock.Signer(line, v.digest); err != nil {
			return fail("%v", err)
		}
		untrusted++
	}
	if asked == 0 {
		return notAsked("no policy asks for signers; %d valid signatures", untrusted)
	}
	return pass("signed by %q, as the policy asks", names)
}

func (v *verification) checkABI(context.Context) outcome {
	if version, ok := errors.AsType[*manifest.VersionError](v.inspectErr); ok {
		return fail("%v", version)
	}
	if errors.Is(v.inspectErr, manifest.ErrManifest) {
		return fail("%v", v.inspectErr)
	}
	if v.inspectErr != nil && !errors.Is(v.inspectErr, plugin.ErrImports) && !errors.Is(v.inspectErr, plugin.ErrExports) {
		return fail("could not run: %v", v.inspectErr)
	}
	return pass("ABI %d", abi.Version)
}

func (v *verification) checkImports(context.Context) outcome {
	switch {
	case errors.Is(v.inspectErr, plugin.ErrImports):
		return fail("%v", v.inspectErr)
	case errors.Is(v.inspectErr, plugin.ErrExports):
		return pass("nothing but the contract")
	case v.inspectErr != nil:
		return fail(NotRun)
	}
	return pass("%d functions, all of the contract", len(v.inspection.Imports))
}

func (v *verification) checkExports(context.Context) outcome {
	if v.inspectErr != nil {
		if errors.Is(v.inspectErr, plugin.ErrExports) {
			return fail("%v", v.inspectErr)
		}
		return fail(NotRun)
	}
	return pass("redact () -> i32, one memory")
}

func (v *verification) checkRebuild(ctx context.Context) outcome {
	if v.Rebuild == nil {
		return notAsked("no source to build from")
	}
	built, err := v.Rebuild(ctx)
	switch {
	case err != nil:
		return fail("could not run: the source does not build")
	case lock.Digest(built) != v.digest:
		return fail("the source builds to other bytes: sha256 %s", lock.Digest(built))
	}
	return pass("the source builds to the same bytes")
}
