//go:build !wasip1

package rule_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/build/ruleset"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

// policy compiles rules without their head and tests.
func policy(t testing.TB, text string) (*rule.Engine, []string) {
	t.Helper()
	text = strings.ReplaceAll(text, "[[rule]]", "[[rule]]\ntitle='T'\nmatch=['x']\nleave=['x']")
	f, err := ruleset.Parse("rules.toml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	table, err := ruleset.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	var markers []string
	for i := range table.Rules {
		markers = append(markers, table.Rules[i].Marker)
	}
	e, err := rule.New(table)
	if err != nil {
		t.Fatal(err)
	}
	return e, markers
}

// left returns what a policy leaves of a cell.
func left(t testing.TB, e *rule.Engine, markers []string, table, column string, class abi.Class, text string) string {
	t.Helper()
	frame := abi.AppendFrame(nil, &abi.FrameSpec{Table: table, Rows: 1, Columns: []abi.ColumnSpec{vectors.TextColumn(column, class, []*string{&text})}})
	answer, err := sdk.Run(e, frame)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := vectors.Apply(frame, answer, markers)
	switch {
	case err != nil:
		t.Fatal(err)
	case rows[0] == nil:
		return "dropped"
	case rows[0][0] == nil:
		return "null"
	}
	return *rows[0][0]
}

func TestEngine(t *testing.T) {
	const word, digits = "[[rule]]\nid='a'\nwords=['Bluebird', 'Blue Bird']\nmarker='[W]'\n", "[[rule]]\nid='b'\npattern='\\d{3,}'\nmarker='[N]'\n"
	for _, c := range []struct{ name, rules, text, want string }{
		{"word", word, "the bluebird, BLUE BIRD", "the [W], [W]"},
		{"part of a word", word, "bluebirds, xbluebird, bluebird_1, ébluebird, bluebirdé", "bluebirds, xbluebird, bluebird_1, ébluebird, bluebirdé"},
		{"beside other scripts", word, "é bluebird \u212a", "é [W] \u212a"},
		{"in letters that shrink", word, "\u212a\u0130 bluebird \u212a bluebird", "\u212a\u0130 [W] \u212a [W]"},
		{"two rules", word + digits, "bluebird 1234", "[W] [N]"},
		{"touching", word + digits, "bluebird:123", "[W]:[N]"},
		{"overlap", digits + "[[rule]]\nid='c'\npattern='x\\d+y'\nmarker='[C]'\n", "x1234y", "[C]"},
		{"keyword absent", "[[rule]]\nid='b'\nkeywords=['no']\npattern='\\d{3,}'\n", "1234", "1234"},
		{"keyword in another case", "[[rule]]\nid='b'\nkeywords=['no']\npattern='\\d{3,}'\n", "NO 1234", "NO [REDACTED]"},
		{"group", "[[rule]]\nid='b'\npattern='key=(\\w+)'\ngroup=1\n", "key=abc; key=", "key=[REDACTED]; key="},
		{"entropy", "[[rule]]\nid='b'\npattern='\\w{8}'\nentropy=2\n", "aaaaaaab a1b2c3d4", "aaaaaaab [REDACTED]"},
		{"length", "[[rule]]\nid='b'\npattern='é+'\nmin_length=2\nmax_length=3\n", "é éé ééé éééé", "é [REDACTED] [REDACTED] éééé"},
		{"luhn", "[[rule]]\nid='b'\npattern='\\d[\\d -]{11,22}'\nchecksum='luhn'\n", "4111 1111-1111 1111, 4111 1111 1111 1112", "[REDACTED], 4111 1111 1111 1112"},
		{"mod97", "[[rule]]\nid='b'\npattern='[A-Z]{2}\\d[\\w]+'\nchecksum='mod97'\n", "GB82WEST12345698765432 GB82WEST12345698765433", "[REDACTED] GB82WEST12345698765433"},
		{"allowed word", "[[rule]]\nid='b'\npattern='\\w+\\d'\nallow=[{words=['TEST']}]\n", "mytest1 other1", "mytest1 [REDACTED]"},
		{"allowed pattern", "[[rule]]\nid='b'\npattern='\\w+\\d'\nallow=[{patterns=['(?i)^a', 'B']}]\n", "a1 A1 b1 B1", "a1 A1 [REDACTED] B1"},
		{"allowed line", "[[rule]]\nid='b'\npattern='\\d+'\nallow=[{patterns=['^ok'], target='line'}]\n", "ok 1\nno 2\nok 3", "ok 1\nno [REDACTED]\nok 3"},
		{"allowed by both", "[[rule]]\nid='b'\npattern='\\w+'\nallow=[{words=['a'], patterns=['1'], all=true}]\n", "a1 a b1", "a1 [REDACTED] [REDACTED]"},
		{"null", word + "[[rule]]\nid='b'\npattern='\\d{3,}'\naction='null'\n", "bluebird 1234", "null"},
		{"drop", word + "[[rule]]\nid='b'\npattern='\\d{3,}'\naction='drop'\n", "bluebird 1234", "dropped"},
		{"no marker", "[[rule]]\nid='b'\npattern='b'\nmarker=''\n", "abc", "ac"},
		{"settles", "[[rule]]\nid='b'\npattern='ab'\nmarker=''\n", "x aabb y", "x  y"},
		{"does not settle", "[[rule]]\nid='b'\npattern='ab'\nmarker=''\n", strings.Repeat("a", 9) + strings.Repeat("b", 9), "null"},
		{"marker of the default", "[[rule]]\nid='b'\npattern='\\w{6,}'\n", "[REDACTED] [P:ABCDEFGHIJKLMN27]", "[REDACTED] [P:ABCDEFGHIJKLMN27]"},
		{"other brackets", "[[rule]]\nid='b'\npattern='\\w{6,}'\n", "[AKIAIOSFODNN7EXAMPLE]", "[[REDACTED]]"},
		{"around a marker", "[[rule]]\nid='b'\npattern='\"[^\"]+\"'\nmarker='[Q]'\n", `say "[REDACTED] x"`, "say [Q]"},
	} {
		e, markers := policy(t, "name='x'\n"+c.rules)
		got := left(t, e, markers, "drift.violations", "message", abi.FreeText, c.text)
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if got != "null" && got != "dropped" {
			if again := left(t, e, markers, "drift.violations", "message", abi.FreeText, got); again != got {
				t.Errorf("%s: then %q", c.name, again)
			}
		}
	}
}

func TestEngine_Scope(t *testing.T) {
	for _, c := range []struct {
		scope         string
		table, column string
		class         abi.Class
		taken         bool
	}{
		{"", "drift.violations", "message", abi.FreeText, true},
		{"", "drift.violations", "severity", abi.Safe, false},
		{"classes=['safe']", "drift.violations", "severity", abi.Safe, true},
		{"tables=['violations']", "drift.violations", "message", abi.FreeText, true},
		{"tables=['bridge.violations']", "drift.violations", "message", abi.FreeText, false},
		{"tables=['viol*s']", "drift.violations", "message", abi.FreeText, true},
		{"columns=['message']", "cortex.any", "message", abi.FreeText, true},
		{"columns=['drift.*.mess*ge']", "drift.violations", "message", abi.FreeText, true},
		{"columns=['violations.file']", "drift.violations", "message", abi.FreeText, false},
		{"columns=['message']", "drift.violations", "message", abi.Safe, false},
	} {
		e, markers := policy(t, "name='x'\n[[rule]]\nid='a'\npattern='\\d+'\n"+c.scope)
		if got := left(t, e, markers, c.table, c.column, c.class, "n 12"); (got != "n 12") != c.taken {
			t.Errorf("%s at %s.%s: %q", c.scope, c.table, c.column, got)
		}
	}
}

// Whatever a policy leaves it leaves again, and no answer depends on what was seen before.
func TestEngine_Idempotent(t *testing.T) {
	const rules = "name='x'\n[[rule]]\nid='a'\npattern='[ab]{2,3}c?'\nmarker=''\n[[rule]]\nid='b'\nwords=['cab','dd']\nmarker='[D]'\n[[rule]]\nid='c'\npattern='d(.)e'\ngroup=1\naction='pseudonym'\n[[rule]]\nid='d'\npattern='\\[.{0,4}\\]'\n"
	random := rand.New(rand.NewPCG(5, 6))
	e, markers := policy(t, rules)
	for range 3000 {
		b := make([]byte, random.IntN(24))
		for i := range b {
			b[i] = "abcde [],"[random.IntN(9)]
		}
		once := left(t, e, markers, "drift.t", "c", abi.FreeText, string(b))
		if once == "null" {
			continue
		}
		fresh, _ := policy(t, rules)
		if other := left(t, fresh, markers, "drift.t", "c", abi.FreeText, string(b)); other != once {
			t.Fatalf("%q: %q, by a new engine %q", b, once, other)
		}
		if again := left(t, e, markers, "drift.t", "c", abi.FreeText, once); again != once {
			t.Fatalf("%q: %q, then %q", b, once, again)
		}
	}
}

func TestDecode_Errors(t *testing.T) {
	f, err := ruleset.Parse("rules.toml", ruleset.Sample("x"), nil)
	if err != nil {
		t.Fatal(err)
	}
	table, err := ruleset.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	b := table.Append(nil)
	for n := range b {
		if _, err := rule.Decode(b[:n]); !errors.Is(err, rule.ErrTable) {
			t.Fatalf("%d bytes of %d: %v", n, len(b), err)
		}
	}
}

func TestEngine_Allocations(t *testing.T) {
	e, _ := policy(t, "name='x'\n[[rule]]\nid='a'\nkeywords=['key']\npattern='key=(\\w+)'\n[[rule]]\nid='b'\nwords=['bluebird']\n")
	text := []byte("The handler in src/app/list.ts returns 3 of 5 results and no key at all; é is a letter.")
	run := func() {
		if found := e.Find(nil, text); len(found) != 0 {
			t.Fatal(found)
		}
	}
	run()
	if n := testing.AllocsPerRun(50, run); n != 0 {
		t.Errorf("%v allocations for a clean text", n)
	}
}
