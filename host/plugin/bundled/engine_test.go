package bundled_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/build/ruleset"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

const words = "../../../examples/policies/words/rules.toml"

// parsed returns the example's rules.
func parsed(t *testing.T) *ruleset.File {
	t.Helper()
	text, err := os.ReadFile(words)
	if err != nil {
		t.Fatal(err)
	}
	f, err := ruleset.Parse(filepath.Base(words), text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// The committed engine is what its source gives, and a rules file in it answers as the
// same file does in what the compiler made, and natively.
func TestEngine(t *testing.T) {
	p := rebuilt(t, "../../../plugins/sdk/rule/guest", bundled.Engine)
	if len(bundled.Engine) > 3<<20 {
		t.Errorf("the engine has %d bytes, at most 3 MiB are allowed", len(bundled.Engine))
	}
	f := parsed(t)
	product, err := ruleset.Build(f, bundled.Engine)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := ruleset.Pack(p.Raw, product.Table, product.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	table, err := rule.Decode(product.Table)
	if err != nil {
		t.Fatal(err)
	}
	native, err := rule.New(table)
	if err != nil {
		t.Fatal(err)
	}
	frames := [][]byte{abi.AppendFrame(nil, &abi.FrameSpec{Table: "t"}), dense(f)}
	files := make(fstest.MapFS)
	for name, text := range product.Vectors {
		files[name] = &fstest.MapFile{Data: text}
	}
	all, err := vectors.LoadFS(files)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		frames = append(frames, all[i].Frame())
	}
	guests := []*guest{newGuest(t, product.Wasm), newGuest(t, raw)}
	for i, frame := range frames {
		want, err := sdk.Run(native, frame)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range guests {
			if got, err := g.run(frame); err != nil || !bytes.Equal(got, want) {
				t.Errorf("frame %d: the answers differ: %v", i, err)
			}
		}
	}
	if _, err := newGuest(t, bundled.Engine).run(frames[0]); err == nil {
		t.Error("the engine without rules gave an answer")
	}
}

// dense returns rows that hold the tests of all rules, in growing number.
func dense(f *ruleset.File) []byte {
	var all []string
	for _, r := range f.Rules {
		all = append(all, r.Match...)
		all = append(all, r.Leave...)
	}
	cells := make([]*string, 200)
	for i := range cells {
		text := strings.Repeat(strings.Join(all[:1+i%len(all)], " é\n"), 1+i%7)
		cells[i] = &text
	}
	return abi.AppendFrame(nil, &abi.FrameSpec{Table: "drift.violations", Rows: len(cells), Columns: []abi.ColumnSpec{
		vectors.TextColumn("message", abi.FreeText, cells), vectors.TextColumn("details", abi.JSON, cells)}})
}
