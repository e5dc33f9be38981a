package guard

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/plugins/redact-default/policy"
	"github.com/driftsync/driftsync/plugins/sdk"
)

var around = []string{
	"Marta Vogel", "marta.vogel", "MVOGEL", "mvogel", "vogel, marta", "M. Vogel", "marta.vogel@mill.example", "Björk Sæther", `Bj\u00f6rk S\u00e6ther`, "Bj%C3%B6rk%20S%C3%A6ther", "BJÖRK SÆTHER", "李建国", "李国", "Иван Петров", "Bo Ek", "O'Dea", "pvidal", `Marta\nVogel`, "Marta%20Vogel", `\u004darta Vogel`, "M%61rta Vogel", "marta\\\\u0020vogel",
	" ", "\n", `\n`, `\t`, "_", "-", ".", "/", `\`, `\\`, "@", "%20", "%2F", "%", "x", "é", "1", "'", ",", ":", "(", ")", "<", ">", "[", "]", "[USER]", "[P:ABCDEFGHIJKLMN27]", "=", "the", "author: ", "by ", "https://", "src/", "cc @", "password=", `\u00e9`, "李", "/home/ada/work/shop/", "\"",
}

// The default plugin leaves nothing that the guard stops.
func TestGuard_PersonsAfterThePlugin(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 9))
	context := []abi.ContextSpec{{Kind: abi.Root, Value: "/home/ada/work/shop"}, {Kind: abi.Home, Value: "/home/ada"}, {Kind: abi.User, Value: "adalovelace"}}
	for _, s := range crew.Persons {
		context = append(context, abi.ContextSpec{Kind: abi.Person, Value: s})
	}
	p, markers := policy.New(), policy.Markers()
	for range 3000 {
		var b strings.Builder
		for range 1 + random.IntN(6) {
			b.WriteString(around[random.IntN(len(around))])
		}
		class := []abi.Class{abi.FreeText, abi.Identifier, abi.URL, abi.PathEmbedded, abi.Path, abi.JSON}[random.IntN(6)]
		text := b.String()
		if class == abi.JSON {
			text = `{"a":"` + strings.NewReplacer(`"`, "", "\n", `\n`, `\`, `\\`).Replace(text) + `"}`
		}
		frame := abi.AppendFrame(nil, &abi.FrameSpec{Table: "t", Rows: 1, Context: context, Columns: []abi.ColumnSpec{vectors.TextColumn("c", class, []*string{&text})}})
		answer, err := sdk.Run(p, frame)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := vectors.Apply(frame, answer, markers)
		if err != nil {
			t.Fatal(err)
		}
		if out := rows[0][0]; out != nil {
			if rule := check(t, crew, cell{class, text, *out}); rule == rulePerson {
				t.Errorf("class %v: %q leaves as %q", class, text, *out)
			}
		}
	}
}
