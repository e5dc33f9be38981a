package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// pathScore is how the plugin did on a group of records.
type pathScore struct{ leaky, leakFree, keep, kept, still, unchanged, statements int }

func reportPaths(ctx context.Context, wasm []byte, all []record, out io.Writer) error {
	byRoot := make(map[string][]*record)
	for i := range all {
		byRoot[all[i].Root] = append(byRoot[all[i].Root], &all[i])
	}
	scores := map[string]*pathScore{}
	for _, root := range sorted(byRoot) {
		if err := scorePaths(ctx, wasm, root, byRoot[root], scores); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "Paths: %d records, %d roots\n\n", len(all), len(byRoot))
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "kind\twith a leak\tleak-free\tuseful parts\tkept\tmust not change\tunchanged\ttaken as a statement")
	for _, name := range sorted(scores) {
		s := scores[name]
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%s\t%d\t%s\t%s\n", name, s.leaky, rate(s.leakFree, s.leaky), s.keep, rate(s.kept, s.keep), s.still, rate(s.unchanged, s.still), rate(s.statements, s.still))
	}
	return w.Flush()
}

func scorePaths(ctx context.Context, wasm []byte, root string, records []*record, scores map[string]*pathScore) error {
	e, err := newEngine(ctx, wasm, root)
	if err != nil {
		return err
	}
	defer e.chain.Close()
	texts := make([]string, len(records))
	for i, r := range records {
		texts[i] = r.Text
	}
	redactedTexts, _, err := e.redact(ctx, texts)
	if err != nil {
		return err
	}
	for i, r := range records {
		for _, name := range []string{"all", r.Kind} {
			if scores[name] == nil {
				scores[name] = new(pathScore)
			}
			scores[name].add(r, redactedTexts[i])
		}
	}
	return nil
}

func (s *pathScore) add(r *record, text string) {
	if len(r.Leaks) == 0 {
		s.still++
		switch {
		case text == r.Text:
			s.unchanged++
		case onlyStatement(r.Text, text):
			s.statements++
		}
		return
	}
	s.leaky++
	free := true
	for _, leak := range r.Leaks {
		free = free && !strings.Contains(text, leak)
	}
	if free {
		s.leakFree++
	}
	for _, keep := range r.Keep {
		s.keep++
		if strings.Contains(text, keep) {
			s.kept++
		}
	}
}
