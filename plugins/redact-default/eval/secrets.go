package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/zricethezav/gitleaks/v8/detect"
)

// What stands in place of a secret, and of a statement.
const (
	redacted  = "[REDACTED]"
	statement = "[CODE]"
)

// score is how a redactor did on a group of records. What was taken as a statement of a
// program is counted apart: it is right about source code, whatever stands in it, and says
// nothing of the rules for secrets.
type score struct{ records, removed, partial, changed, statements int }

func reportSecrets(ctx context.Context, wasm []byte, all []record, out io.Writer) error {
	e, err := newEngine(ctx, wasm, "")
	if err != nil {
		return err
	}
	defer e.chain.Close()
	texts := make([]string, len(all))
	for i, r := range all {
		texts[i] = r.Text
	}
	if _, _, err := e.redact(ctx, texts[:1]); err != nil { // starts the worker
		return err
	}
	var ours []string
	times := make([]time.Duration, 5) // gitleaks takes long enough for one run
	for i := range times {
		if ours, times[i], err = e.redact(ctx, texts); err != nil {
			return err
		}
	}
	slices.Sort(times)
	took := times[len(times)/2]
	theirs, theirTime, err := gitleaks(texts)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Secrets: %d records\n\n", len(all))
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "group\trecords\tremoved\tof them in a statement\tpartial\tgitleaks removed")
	for _, by := range []struct {
		title string
		key   func(*record) string
	}{
		{"all", func(*record) string { return "all" }},
		{"shape", func(r *record) string { return "shape " + cmp.Or(r.Shape, "none") }},
		{"source", func(r *record) string { return "source " + r.Source }},
	} {
		positives(w, all, ours, theirs, by.key)
	}
	fmt.Fprintln(w, "\nno secret\trecords\tchanged by other rules\ttaken as a statement\t\tgitleaks changed")
	negatives(w, all, ours, theirs)
	if err := w.Flush(); err != nil {
		return err
	}
	return speed(ctx, e, texts, took, theirTime, out)
}

func positives(w io.Writer, all []record, ours, theirs []string, key func(*record) string) {
	mine, other := map[string]*score{}, map[string]*score{}
	for i := range all {
		r := &all[i]
		if r.Secret == nil {
			continue
		}
		count(mine, r, key(r), ours[i])
		count(other, r, key(r), theirs[i])
	}
	for _, name := range sorted(mine) {
		s, o := mine[name], other[name]
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\n", name, s.records, rate(s.removed, s.records), rate(s.statements, s.records), rate(s.partial, s.records), rate(o.removed, o.records))
	}
}

func count(scores map[string]*score, r *record, name, text string) {
	s := scores[name]
	if s == nil {
		s = new(score)
		scores[name] = s
	}
	s.records++
	switch {
	case strings.Contains(text, *r.Secret):
	case partial(text, r.Text, *r.Secret):
		s.partial++
		s.removed++
	default:
		s.removed++
	}
	if !strings.Contains(text, *r.Secret) && onlyStatement(r.Text, text) {
		s.statements++
	}
}

// onlyStatement reports that nothing but statements was taken out of a text.
func onlyStatement(before, after string) bool {
	return strings.Count(after, statement) > strings.Count(before, statement) &&
		strings.Count(after, redacted) <= strings.Count(before, redacted)
}

// partial reports whether a telling piece of a removed secret is still there: eight
// characters in a row, and at least a quarter of it. What the record says beside the
// secret as well ("Password" as the name of one) is no piece of it.
func partial(text, record, secret string) bool {
	n := max(8, len(secret)/4)
	beside := strings.ReplaceAll(record, secret, "\x00")
	for i := 0; i+n <= len(secret); i++ {
		if piece := secret[i : i+n]; strings.Contains(text, piece) && !strings.Contains(beside, piece) {
			return true
		}
	}
	return false
}

func negatives(w io.Writer, all []record, ours, theirs []string) {
	mine, other := map[string]*score{}, map[string]*score{}
	for i := range all {
		if all[i].Secret != nil {
			continue
		}
		change(mine, all[i].Class, all[i].Text, ours[i])
		change(other, all[i].Class, all[i].Text, theirs[i])
	}
	for _, name := range sorted(mine) {
		s, o := mine[name], other[name]
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t\t%s\n", name, s.records, rate(s.changed, s.records), rate(s.statements, s.records), rate(o.changed, o.records))
	}
}

func change(scores map[string]*score, name, before, after string) {
	s := scores[name]
	if s == nil {
		s = new(score)
		scores[name] = s
	}
	s.records++
	switch {
	case onlyStatement(before, after):
		s.statements++
	case before != after:
		s.changed++
	}
}

// gitleaks redacts with the default rules of the Go module.
func gitleaks(texts []string) ([]string, time.Duration, error) {
	detector, err := detect.NewDetectorDefaultConfig()
	if err != nil {
		return nil, 0, err
	}
	out := make([]string, len(texts))
	began := time.Now()
	for i, text := range texts {
		out[i] = text
		for _, finding := range detector.DetectString(text) {
			if finding.Secret != "" {
				out[i] = strings.ReplaceAll(out[i], finding.Secret, redacted)
			}
		}
	}
	return out, time.Since(began), nil
}

// speed prints both speeds on the corpus, and ours on text without secrets.
func speed(ctx context.Context, e *engine, texts []string, took, theirs time.Duration, out io.Writer) error {
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	line := "handleRequest in src/checkout/cart.ts returns a list of orders, newest first; see the notes of March. "
	clean := make([]string, 40_000)
	cleanSize := 0
	for i := range clean {
		clean[i] = fmt.Sprint(i, " ", line, i, " ", line) // no two rows are the same
		cleanSize += len(clean[i])
	}
	_, cleanTook, err := e.redact(ctx, clean)
	if err != nil {
		return err
	}
	mbs := func(bytes int, d time.Duration) float64 { return float64(bytes) / 1e6 / d.Seconds() }
	fmt.Fprintf(out, "\nSpeed in one run: this corpus %.1f MB/s (median of 5), gitleaks native %.2f MB/s, ratio %.0f; clean text %.1f MB/s, %.2f µs a row of %d bytes (worker and host included)\n\n",
		mbs(size, took), mbs(size, theirs), theirs.Seconds()/took.Seconds(), mbs(cleanSize, cleanTook),
		float64(cleanTook.Microseconds())/float64(len(clean)), cleanSize/len(clean))
	return nil
}

func sorted[T any](m map[string]T) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func rate(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
}
