package verify

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/plugins/sdk/build"
)

// answering is a way that answers the n'th frame, from 1 on, as it is told.
func answering(name string, slow bool, rounds int, answer func(n int) (string, fault.Code)) way {
	n := 0
	return way{name, slow, rounds, func(context.Context, []byte) ([]byte, fault.Code, error) {
		n++
		text, code := answer(n)
		return []byte(text), code, nil
	}}
}

func TestTally(t *testing.T) {
	all := len(engineRounds)
	same := func(int) (string, fault.Code) { return "answer", "" }
	always := func(code fault.Code) func(int) (string, fault.Code) {
		return func(int) (string, fault.Code) { return "", code }
	}
	for name, tt := range map[string]struct {
		compiled, interpreted, raw func(int) (string, fault.Code)
		budget                     time.Duration
		status                     Status
		says                       string
	}{
		"alike":              {same, same, same, time.Hour, Passed, "1752 rows of 73 tables, compiled and interpreted, and as the compiler made it"},
		"no time":            {same, same, same, 0, Passed, "146 rows of 73 tables"},
		"both trap":          {always(fault.PluginTrap), always(fault.PluginTrap), always(fault.PluginTrap), 0, Passed, "146 rows"},
		"interpreter traps":  {same, always(fault.PluginTrap), same, 0, Failed, "73 findings"},
		"compiled is late":   {always(fault.PluginTimeout), same, same, 0, Failed, "findings"},
		"interpreter hangs":  {same, always(fault.PluginTimeout), same, time.Hour, Failed, "could not run: the interpreter gave no answer for 3 tables (plugin.timeout)"},
		"late in one table":  {same, late(1), same, 0, Failed, "no answer for 1 tables"},
		"late in round two":  {same, late(80), same, time.Hour, Passed, "1748 rows of 73 tables, compiled and interpreted, and as the compiler made it; 1 batches took the interpreter too long"},
		"raw is otherwise":   {same, same, other(100), time.Hour, Failed, "1 findings"},
		"one of many frames": {same, other(200), same, time.Hour, Failed, "1 findings"},
	} {
		tally := &tally{ways: []way{answering("compiled", false, all, tt.compiled), answering("interpreted", true, all, tt.interpreted), answering("raw", false, all, tt.raw)}}
		if err := tally.race(t.Context(), NewCorpus(0), &manifest.Manifest{Reads: []string{"*"}}, tt.budget); err != nil {
			t.Fatal(err)
		}
		if o := tally.outcome(true); o.status != tt.status || !strings.Contains(o.detail, tt.says) {
			t.Errorf("%s: %s %q %q", name, o.status, o.detail, o.findings)
		}
	}
}

// late takes too long for the n'th frame, other answers it otherwise.
func late(n int) func(int) (string, fault.Code) {
	return func(i int) (string, fault.Code) {
		if i == n {
			return "", fault.PluginTimeout
		}
		return "answer", ""
	}
}

func other(n int) func(int) (string, fault.Code) {
	return func(i int) (string, fault.Code) {
		if i == n {
			return "another", ""
		}
		return "answer", ""
	}
}

// A module that answers unlike the one that the compiler made fails by that name.
func TestEngine(t *testing.T) {
	slow(t)
	m := subtleManifest()
	good := Subject{File: "good.wasm", Wasm: subtle(t, "good", "", m)}
	for mode, want := range map[string]Status{"good": Passed, "one-table": Failed} {
		c, err := Engine(t.Context(), good, subtle(t, mode, "", m), testOptions())
		if err != nil || c.Name != "ENGINE" || c.Status != want {
			t.Errorf("raw %s: %+v, %v", mode, c, err)
		}
	}
}

// A policy of 30 regular expressions is slow, above all when it is interpreted, and
// passes: that is no contradiction, and no hostile act.
func TestVerify_Expressions(t *testing.T) {
	slow(t)
	dir := filepath.Join("testdata", "expressions")
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	product, err := build.Make(t.Context(), dir, text)
	if err != nil {
		t.Fatal(err)
	}
	v := &verification{Options: testOptions(), subject: Subject{File: "expressions.wasm", Wasm: product.Wasm}, warm: true}
	v.Raw = func(context.Context) ([]byte, error) { return product.Raw, nil }
	r, err := v.verify(t.Context(), checks)
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK() {
		show(t, r)
		t.Errorf("failed in %v", r.FailedChecks())
	}
}
