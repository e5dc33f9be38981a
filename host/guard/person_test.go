package guard

import (
	"fmt"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
)

var crew = Context{Persons: []string{"marta vogel", "vogel, marta", "m vogel", "mvogel", "marta.vogel@mill.example", "pvidal", "bo ek", "björk sæther", "o'dea", "李建国", "李国", "иван петров", "рома рябов"}}

func TestGuard_Persons(t *testing.T) {
	named := []string{
		"Marta Vogel", "marta vogel", "MARTA VOGEL", "by Marta Vogel.", "marta.vogel", "marta_vogel", "marta-vogel", "marta  vogel", "Marta\nVogel", `Marta\nVogel`, `\nMarta Vogel`, "marta%20vogel",
		"created_by_mvogel", "mvogel's", "(mvogel)", "x/mvogel/y", "Vogel, Marta", "M. Vogel", "m.vogel", "mail marta.vogel@mill.example now", "MARTA.VOGEL@MILL.EXAMPLE", "marta.vogel%40mill.example", "pvidal", "apvidal pvidal", "a pvidal",
		"ab pvidal", "bo ek", "Bo. Ek", "x Bo  Ek", "Björk Sæther", "BJÖRK SÆTHER", `Bj\u00f6rk S\u00e6ther`, `{"a":"Bj\\u00f6rk S\\u00e6ther"}`, "Bj%C3%B6rk%20S%C3%A6ther", "by 李建国说", "李建国", "李国", "Иван Петров", "ИВАН ПЕТРОВ", "РОМА РЯБОВ", "Рома Рябов", "Sean O'Dea", `Sean O\'Dea`,
	}
	for _, text := range named {
		for _, class := range []abi.Class{abi.FreeText, abi.Identifier, abi.Path, abi.URL, abi.PathEmbedded} {
			if class == abi.Path && strings.ContainsAny(text, "\\%\n") || class == abi.Identifier && strings.Contains(text, "\n") {
				continue // that is no path or name at all
			}
			if got := check(t, crew, same(class, text)); got != rulePerson {
				t.Errorf("%q of class %v is stopped by %q", text, class, got)
			}
		}
	}
	for _, text := range []string{
		"", "marta", "vogel", "Marta", "marta vogelsang", "amarta vogel", "xmvogel", "mvogels", "mvogel2", "pvidals", "pvid al", "bo eker", "bo, ek", "Björk", "李", "张李国强", "Иван", "marta/vogel", "marta vog",
		"m", "mv", "mvo", "[P:ABCDEFGHIJKLMN27] Vogel", `\u00f6mvogel`,
	} {
		if got := check(t, crew, same(abi.FreeText, text)); got != "" {
			t.Errorf("%q is stopped by %q", text, got)
		}
	}
	for class, text := range map[abi.Class]string{abi.EnvName: "MVOGEL", abi.PII: "[P:ABCDEFGHIJKLMN27]"} {
		if got := check(t, crew, same(class, text)); got != "" {
			t.Errorf("class %v is stopped by %q", class, got)
		}
	}
}

// A name in one cell is found whatever stands in the cells before it.
func TestGuard_PersonsOfRows(t *testing.T) {
	var rows [][]cell
	for i := range 64 {
		text := strings.Repeat("x", i%9)
		if i%3 == 0 {
			text = strings.Repeat("y ", i%5) + "pvidal"
		}
		rows = append(rows, []cell{same(abi.FreeText, text)})
	}
	before, after := rowsOf(rows...)
	skip := make([]bool, len(rows))
	skip[3] = true
	found := make(map[int]bool)
	for _, h := range New(crew).Check(before, after, skip) {
		found[h.Row] = true
	}
	for i := range rows {
		if want := i%3 == 0 && i != 3; found[i] != want {
			t.Errorf("row %d is stopped: %t", i, found[i])
		}
	}
}

func BenchmarkGuard_Persons(b *testing.B) {
	const rows = 1000
	c := ada
	for i := range 100 {
		c.Persons = append(c.Persons, fmt.Sprintf("given%c%c name%c", 'a'+i%26, 'a'+i/26, 'a'+i%7), fmt.Sprintf("%c%cnamers", 'a'+i%26, 'a'+i/4))
	}
	for name, fixture := range map[string]func(int) (*batch.Batch, *batch.Batch){"metadata": metadata, "text": freeText} {
		b.Run(name, func(b *testing.B) {
			before, after := fixture(rows)
			g, skip := New(c), make([]bool, rows)
			b.ReportAllocs()
			for b.Loop() {
				if hits := g.Check(before, after, skip); len(hits) > 0 {
					b.Fatal(hits[0])
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
