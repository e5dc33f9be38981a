package keyword_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/keyword"
)

func set(t testing.TB, words ...string) *keyword.Set {
	t.Helper()
	var all [][]byte
	for _, w := range words {
		all = append(all, []byte(strings.ToLower(w)))
	}
	b, err := keyword.Encode(all)
	if err != nil {
		t.Fatal(err)
	}
	s, err := keyword.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// hits returns "number@end in the text" of all keywords.
func hits(s *keyword.Set, text string) []string {
	var f keyword.Folded
	f.Fold([]byte(text))
	var all []string
	s.Find(f.Text, func(word, end int) bool {
		all = append(all, fmt.Sprintf("%d@%d", word, f.Place(end)))
		return true
	})
	return all
}

func TestSet_Find(t *testing.T) {
	for _, c := range []struct {
		words []string
		text  string
		want  []string
	}{
		{[]string{"he", "she", "hers", "his"}, "uSHErs", []string{"1@4", "0@4", "2@6"}},
		{[]string{"key"}, "KE\u212aey \u212aey", []string{"0@7", "0@13"}}, // the Kelvin sign is a k
		{[]string{"straße", "ß"}, "STRAßE", []string{"1@6", "0@7"}},
		{[]string{"пароль"}, "ПАРОЛЬ: x", []string{"0@12"}},
		{[]string{"a", "a"}, "A", []string{"0@1", "1@1"}},
		{[]string{"abcd", "bc"}, "abc", []string{"1@3"}},
		{[]string{"x"}, "", nil},
	} {
		if got := hits(set(t, c.words...), c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q in %q: %v, want %v", c.words, c.text, got, c.want)
		}
	}
}

// The automaton finds what a search for each keyword finds.
func TestSet_Differential(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abcA-"[random.IntN(5)]
		}
		return string(b)
	}
	for range 300 {
		var words []string
		for range 1 + random.IntN(12) {
			words = append(words, letters(1+random.IntN(4)))
		}
		text := letters(60)
		var want []string
		for end := 1; end <= len(text); end++ {
			for n, w := range words {
				if strings.HasSuffix(strings.ToLower(text[:end]), strings.ToLower(w)) {
					want = append(want, fmt.Sprintf("%d@%d", n, end))
				}
			}
		}
		got := hits(set(t, words...), text)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%q in %q: %v, want %v", words, text, got, want)
		}
	}
}

func TestEncode_Errors(t *testing.T) {
	var many [][]byte
	for i := range 70_000 {
		many = append(many, fmt.Appendf(nil, "keyword%d", i))
	}
	if _, err := keyword.Encode(many); !errors.Is(err, keyword.ErrSize) {
		t.Errorf("70,000 keywords: %v", err)
	}
	b, err := keyword.Encode([][]byte{[]byte("abc"), []byte("abd")})
	if err != nil {
		t.Fatal(err)
	}
	for n := range b {
		for _, bad := range [][]byte{b[:n], append(bytes.Clone(b[:n]), 0xff)} {
			if _, err := keyword.Decode(bad); err == nil {
				t.Errorf("%d bytes of %d were taken", len(bad), len(b))
			}
		}
	}
}
