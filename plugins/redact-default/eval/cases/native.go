package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/extract"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/plugins/redact-default/policy"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/schema"
)

// native redacts as [host.Redactor] does, with the policy as this program was compiled
// with it.
type native struct {
	rules     []manifest.Rule
	markers   []string
	context   []abi.ContextSpec
	pseudonym *identity.Pseudonym
	guard     *guard.Guard

	mu     sync.Mutex
	values *extract.Values
	policy *policy.Policy
	runner sdk.Runner
}

func newNative(around project.Surroundings, key []byte) (*native, error) {
	m, err := sourceManifest()
	if err != nil {
		return nil, err
	}
	n := &native{rules: m.Rules, pseudonym: identity.NewPseudonym(key), policy: policy.New()}
	for _, r := range m.Rules {
		n.markers = append(n.markers, r.Marker)
	}
	var words []string
	for _, db := range schema.Databases() {
		words = append(words, db.Words...)
	}
	for _, part := range []struct {
		kind   abi.ContextKind
		values []string
	}{{abi.Root, around.Roots}, {abi.Home, around.Homes}, {abi.User, around.Users}, {abi.Host, around.Hosts}, {abi.Word, words}} {
		for _, v := range part.values {
			n.context = append(n.context, abi.ContextSpec{Kind: part.kind, Value: v})
		}
	}
	n.guard = guard.New(guard.Context{Roots: around.Roots, Homes: around.Homes, Users: around.Users, Hosts: around.Hosts, Words: words})
	n.values, err = extract.NewValues(n.pseudonym)
	return n, err
}

// sourceManifest reads the manifest beside the policy.
func sourceManifest() (*manifest.Manifest, error) {
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		return nil, errors.New("the source tree is not known: build without -trimpath")
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(file), "..", "..", "manifest.json"))
	if err != nil {
		return nil, err
	}
	return manifest.Parse(data)
}

// Row is [host.Redactor.Row], for cells of text and for numbers as encoding/json reads
// them.
func (n *native) Row(_ context.Context, table string, row map[string]any) (*host.Redacted, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	database, name, _ := strings.Cut(table, ".")
	t := schema.Find(database, name)
	cells := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = row[c.Name]
		switch v := cells[i].(type) {
		case string:
			cells[i] = []byte(v)
		case float64:
			if c.Type == abi.Int {
				cells[i] = int64(v)
			}
		}
	}
	before := n.values.Batch(t, cells)
	after, hits, err := n.redact(table, before)
	if err != nil {
		return nil, err
	}
	if after == nil {
		return &host.Redacted{Stage: "plugin", Reason: "dropped"}, nil
	}
	if found := n.guard.Check(before, after, nil); len(found) > 0 {
		return &host.Redacted{Stage: "guard", Reason: found[0].Rule, Column: after.Columns[found[0].Column].Def.Name}, nil
	}
	return &host.Redacted{Cells: textCells(after), Hits: hits}, nil
}

// redact returns the batch of one row as the policy leaves it, nil where it drops it.
func (n *native) redact(table string, before *batch.Batch) (*batch.Batch, []plugin.Hit, error) {
	spec := abi.FrameSpec{Table: table, Rows: 1, Context: n.context}
	for i := range before.Columns {
		spec.Columns = append(spec.Columns, before.Columns[i].Spec())
	}
	frame := abi.AppendFrame(nil, &spec)
	answer, err := n.runner.Run(n.policy, frame)
	if err != nil {
		return nil, nil, err
	}
	rows, err := vectors.ApplyWith(frame, answer, n.markers, n.pseudonym.Append)
	if err != nil || rows[0] == nil {
		return nil, nil, err
	}
	after := batch.New(before.Table)
	after.CopyFrom(before)
	for i := range after.Columns {
		if c := &after.Columns[i]; c.Type == abi.Text {
			set(c, rows[0][i], before.Columns[i].Bytes(0))
		}
	}
	hits, err := n.hits(frame, answer, after)
	return after, hits, err
}

// set makes cell the only one of a column of text. JSON that redaction broke is null,
// as the host has it.
func set(c *batch.Column, cell *string, before []byte) {
	c.Nulls, c.Offsets, c.Data = c.Nulls[:0], c.Offsets[:1], c.Data[:0]
	if cell == nil || c.Def.Class.IsJSON() && json.Valid(before) && !json.Valid([]byte(*cell)) {
		c.AppendNull(0)
		return
	}
	c.AppendBytes(0, []byte(*cell))
}

func (n *native) hits(frame, answer []byte, b *batch.Batch) ([]plugin.Hit, error) {
	f, err := abi.DecodeFrame(frame)
	if err != nil {
		return nil, err
	}
	list, err := abi.ValidateDirectives(answer, &f, len(n.rules))
	if err != nil {
		return nil, err
	}
	var hits []plugin.Hit
	for i := range list.Len() {
		d := list.At(i)
		hits = append(hits, plugin.Hit{Rule: n.rules[d.Rule].ID, Column: b.Columns[d.Column].Def.Name, Count: 1})
	}
	return hits, nil
}

// textCells returns the cells of a batch of one row that cases look into.
func textCells(b *batch.Batch) map[string]any {
	cells := map[string]any{}
	for i := range b.Columns {
		if c := &b.Columns[i]; c.Type == abi.Text && !c.Null(0) {
			cells[c.Def.Name] = string(c.Bytes(0))
		}
	}
	return cells
}

// Close releases the decoder.
func (n *native) Close() error {
	n.values.Close()
	return nil
}
