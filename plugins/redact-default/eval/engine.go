package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/schema"
)

// engine is a chain of the default plugin alone, with one project root.
type engine struct {
	chain  *plugin.Chain
	batch  *batch.Batch
	column int
}

// batchBytes is how much text goes into one call, as a push would send it.
const batchBytes = 512 << 10

func newEngine(ctx context.Context, wasm []byte, root string) (*engine, error) {
	var context []abi.ContextSpec
	if root != "" {
		context = []abi.ContextSpec{{Kind: abi.Root, Value: root}}
		if home := homeOf(root); home != "" {
			context = append(context, abi.ContextSpec{Kind: abi.Home, Value: home},
				abi.ContextSpec{Kind: abi.User, Value: home[strings.LastIndexAny(home, `/\`)+1:]})
		}
	}
	chain, err := plugin.Open(ctx, plugin.Options{
		Modules:   []plugin.Module{{Name: name(wasm), Wasm: wasm, Bundled: true}},
		CacheDir:  filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
		Context:   context,
		Pseudonym: identity.NewPseudonym(make([]byte, identity.KeySize)).Append,
		Lanes:     1,
	})
	if err != nil {
		return nil, err
	}
	table := schema.Find(schema.Drift, "degradation_alerts")
	e := &engine{chain: chain, batch: batch.New(table)}
	for i, c := range e.batch.Columns {
		if c.Def.Name == "message" {
			e.column = i
		}
	}
	return e, nil
}

// homeOf returns the home directory that a root lies in, as a push learns it.
func homeOf(root string) string {
	parts := strings.FieldsFunc(root, func(r rune) bool { return r == '/' || r == '\\' })
	for i, p := range parts {
		if i <= 1 && i+1 < len(parts) && (p == "home" || strings.EqualFold(p, "users")) {
			return root[:strings.Index(root, p)+len(p)+1+len(parts[i+1])]
		}
	}
	return ""
}

// redact returns the texts as a free-text column of theirs would leave, and the time
// that it took.
func (e *engine) redact(ctx context.Context, texts []string) ([]string, time.Duration, error) {
	var out []string
	var took time.Duration
	for start := 0; start < len(texts); {
		end := e.fill(texts, start)
		began := time.Now()
		result, err := e.chain.Redact(ctx, e.batch)
		took += time.Since(began)
		if err != nil {
			return nil, 0, err
		}
		for row := range e.batch.Rows() {
			if result.Failed != nil && result.Failed[row] != "" {
				return nil, 0, fmt.Errorf("the plugin failed on a row: %s", result.Failed[row])
			}
			out = append(out, string(e.batch.Columns[e.column].Bytes(row)))
		}
		start = end
	}
	return out, took, nil
}

func (e *engine) fill(texts []string, start int) int {
	e.batch.Reset()
	at := start
	for bytes := 0; at < len(texts) && (bytes < batchBytes || at == start); at++ {
		row := at - start
		for i := range e.batch.Columns {
			if i == e.column {
				e.batch.Columns[i].AppendBytes(row, []byte(texts[at]))
				continue
			}
			e.batch.Columns[i].AppendNull(row)
		}
		e.batch.Keys = append(e.batch.Keys, batch.Key{})
		bytes += len(texts[at])
	}
	return at
}

// name returns what a module calls itself: any policy can be measured.
func name(wasm []byte) string {
	m, err := manifest.Read(wasm)
	if err != nil {
		return "redact-default"
	}
	return m.Name
}
