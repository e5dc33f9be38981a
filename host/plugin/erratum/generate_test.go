package erratum_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator writes random Go packages. What one computes does not depend on the order of
// goroutines, and ends.
type generator struct {
	*rand.Rand
	functions int // written so far
	labels    []string
	depth     int
	loops     int
}

// program returns the text of a package with a function Main that prints what the
// functions of the package compute. Even seeds jump, odd ones do everything else.
func program(name string, seed uint64, functions int) string {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 2516))}
	var b strings.Builder
	fmt.Fprintf(&b, prelude, name)
	for range functions {
		if seed%2 == 0 {
			g.tangle(&b)
		} else {
			g.broad(&b)
		}
		g.functions++
	}
	b.WriteString("func call(i int, x, y int64) {\n\tdefer func() { if r := recover(); r != nil { note(int64(len(fmt.Sprint(r)))) } }()\n\tfuel = 400\n\tn := &node{a: x, f: float64(y), next: &node{a: y}}\n\tvar r int64\n\tvar f float64\n\tvar s string\n\tswitch i {\n")
	for i := range functions {
		fmt.Fprintf(&b, "\tcase %d:\n\t\tr, f, s = f%d(x, y, float64(x)*0.37, n)\n", i, i)
	}
	fmt.Fprintf(&b, "\t}\n\tnote(r)\n\tnote(whole(f))\n\tnote(int64(len(s)))\n\tnote(n.a)\n}\n\nconst functions = %d\n", functions)
	return b.String()
}

const prelude = `package %s

import (
	"fmt"
	"io"
	"math"
	"math/bits"
	"runtime"
	"strconv"
	"strings"
)

type node struct {
	a    int64
	b    int32
	c    uint8
	f    float64
	next *node
	arr  [7]int64
}

type doer interface{ do(x int64) int64 }
type small struct{ k int64 }
type large struct {
	k   int64
	pad [3]int64
}

func (t small) do(x int64) int64  { return t.k*x + 1 }
func (t *large) do(x int64) int64 { t.k += x; return t.k ^ x }

type number interface{ ~int64 | ~uint32 | ~float64 }

func sum[T number](all ...T) (s T) {
	for _, v := range all {
		s += v
	}
	return s
}

var (
	fuel  int64
	trace uint64
	_     = strings.Repeat
	_     = strconv.Itoa
	_     = bits.Len64
	_     = runtime.Gosched
)

func note(x int64)  { trace = trace*1099511628211 ^ uint64(x) }
func burn() bool    { fuel--; return fuel <= 0 }
func bit(b bool) int64 { if b { return 1 }; return 0 }
func whole(f float64) int64 { if f != f || math.Abs(f) > 1e15 { return 7 }; return int64(f) }
//go:noinline
func grow(n int64) int64 { var a [256]int64; a[n&255] = n; if n <= 0 { return a[0] }; return grow(n-1) + a[n&255] }
//go:noinline
func through(p *int64, d int64) { *p ^= d }
//go:noinline
func swap(p **node, q *node) { *p = q }
//go:noinline
func several(a int64, b float64, s string, l []int64) (int64, float64, string, []int64) {
	if len(l) > 0 {
		l[0] += a
	}
	return a + int64(len(s)), b * 1.5, s + "x", append(l, a)
}

// Main runs each function a few times.
func Main(w io.Writer) {
	for i := range functions {
		for k := range int64(3) {
			call(i, k*7919-3, k*k*104729+1)
		}
		if i%%8 == 0 {
			runtime.GC()
		}
		fmt.Fprintf(w, "%%d %%x\n", i, trace)
	}
	out := make(chan uint64)
	for i := range min(functions, 4) {
		go func() {
			call(i, int64(i)*31, 5)
			out <- trace
		}()
		fmt.Fprintf(w, "g %%x\n", <-out)
	}
}

`

func (g *generator) pick(all ...string) string { return all[g.IntN(len(all))] }

func (g *generator) variable() string { return g.pick("v0", "v1", "v2", "v3", "v4", "v5") }

// declarations are the variables that statements use.
const declarations = `	var v1, v2, v3, v4, v5 int64
	var arr [7]int64
	var p *node
	list := make([]int64, 3, 5)
	table := map[int64]int64{}
	big := large{k: x}
	doers := [2]doer{small{y}, &big}
	u, w, c := uint64(x), uint32(y), uint8(x)
	var any0 any = x
	text := "añb"
	_, _, _, _, _, _, _, _, _, _, _, _, _, _ = v1, v2, v3, v4, v5, arr, p, list, table, doers, u, w, any0, text
	_ = c
	v1, v2, v3 = x, y, x^y
	if burn() {
		return x, fl, "e"
	}
`

// value is an expression of type int64.
func (g *generator) value(deep int) string {
	v := func() string { return g.value(deep + 1) }
	n := 22
	if deep >= 3 {
		n = 4
	}
	switch g.IntN(n) {
	case 0:
		return fmt.Sprintf("(v5*0+%d)", g.IntN(105))
	case 1, 2, 3:
		return g.pick("v0", "v1", "v2", "v3", "v4", "v5", "x", "y")
	case 4, 5:
		return fmt.Sprintf("(%s %s %s)", v(), g.pick("+", "-", "*", "^", "&", "|", "&^"), v())
	case 6:
		return fmt.Sprintf("(%s >> (uint64(%s)&63))", v(), v())
	case 7:
		return fmt.Sprintf("(%s << (uint64(%s)%%70))", v(), v())
	case 8:
		return fmt.Sprintf("int64(%s(%s))", g.pick("int32", "uint8", "uint32", "uint16", "int8", "int16"), v())
	case 9:
		return fmt.Sprintf("arr[uint64(%s)%%7]", v())
	case 10:
		return g.pick("n.a", "int64(n.b)+int64(n.c)", "int64(u)", "int64(w)", "int64(c)")
	case 11:
		return fmt.Sprintf("bit(%s)", g.question(deep+1))
	case 12:
		return fmt.Sprintf("whole(fl*float64(%s))", v())
	case 13:
		return fmt.Sprintf("int64(uint64(%s)>>(uint64(%s)&127))", v(), v())
	case 14:
		return fmt.Sprintf("int64(bits.%s(uint64(%s)))", g.pick("Len64", "OnesCount64", "TrailingZeros64", "ReverseBytes64"), v())
	case 15:
		return fmt.Sprintf("int64(bits.RotateLeft64(uint64(%s), int(%s)))", v(), v())
	case 16:
		return fmt.Sprintf("%s(%s, %s)", g.pick("min", "max"), v(), v())
	case 17:
		return fmt.Sprintf("sum(%s, %s, %s)", v(), v(), v())
	case 18:
		return "int64(len(text))"
	case 19:
		return fmt.Sprintf("table[%s&15]", v())
	case 20:
		return fmt.Sprintf("int64(math.Float64bits(fl+float64(%s)))", v())
	}
	return fmt.Sprintf("int64(uint32(%s)/(uint32(%s)|1))", v(), v())
}

// question is an expression of type bool.
func (g *generator) question(deep int) string {
	order := func() string { return g.pick("<", ">", "<=", ">=", "==", "!=") }
	a, b := g.value(2), g.value(2)
	switch g.IntN(13) {
	case 0:
		if deep < 2 {
			return fmt.Sprintf("(%s && %s)", g.question(deep+1), g.question(deep+1))
		}
	case 1:
		if deep < 2 {
			return fmt.Sprintf("(%s || !(%s))", g.question(deep+1), g.question(deep+1))
		}
	case 2:
		return g.pick("p != nil", "any0 == any(x)", "text < str", "strings.Contains(str, text)")
	case 3:
		return fmt.Sprintf("fl %s float64(%s)", order(), a)
	case 4:
		t := g.pick("uint64", "int32", "uint32", "uint8", "int16", "float64")
		return fmt.Sprintf("%s(%s) %s %s(%s)", t, a, order(), t, b)
	case 5, 6: // what the engine got wrong
		return fmt.Sprintf("%s&%s %s 0", a, b, order())
	case 7:
		t := g.pick("uint64", "int32", "uint32", "uint8")
		return fmt.Sprintf("%s(%s)&%s(%s) %s 0", t, a, t, b, order())
	case 8:
		return fmt.Sprintf("0 %s u&uint64(%s)", order(), a)
	case 9:
		return fmt.Sprintf("%s&%d %s %d", a, g.IntN(64), order(), g.IntN(4))
	}
	return fmt.Sprintf("%s %s %s", a, order(), b)
}

// tangle writes a function with labels at its top level and jumps between them.
func (g *generator) tangle(b *strings.Builder) {
	g.labels = nil
	for i := range g.IntN(6) {
		g.labels = append(g.labels, fmt.Sprint("L", i))
	}
	g.begin(b, g.IntN(3) == 0)
	for _, label := range g.labels {
		fmt.Fprintf(b, "%s:\n", label)
		for range 1 + g.IntN(4) {
			b.WriteString(g.statement())
		}
	}
	for range 2 + g.IntN(6) {
		b.WriteString(g.statement())
	}
	for _, label := range g.labels {
		fmt.Fprintf(b, "\tif fuel%%%d == 0 {\n\t\tif burn() {\n\t\t\treturn v0, fl, str\n\t\t}\n\t\tgoto %s\n\t}\n", 5+g.IntN(35), label)
	}
	g.end(b)
}

// broad writes a function without them.
func (g *generator) broad(b *strings.Builder) {
	g.labels = nil
	g.begin(b, g.IntN(2) == 0)
	for range 3 + g.IntN(8) {
		b.WriteString(g.wide())
	}
	g.end(b)
}

func (g *generator) begin(b *strings.Builder, recovers bool) {
	fmt.Fprintf(b, "//go:noinline\nfunc f%d(x, y int64, fl float64, n *node) (v0 int64, rf float64, str string) {\n%s", g.functions, declarations)
	if recovers {
		b.WriteString("\tdefer func() {\n\t\tif r := recover(); r != nil {\n\t\t\tnote(int64(len(fmt.Sprint(r))))\n\t\t\tv0 = v0*31 + v3\n\t\t\trf = fl\n\t\t\tstr += \"r\"\n\t\t}\n\t}()\n")
	}
	if g.IntN(3) == 0 {
		b.WriteString("\tfor k := int64(0); k < x&3; k++ {\n\t\tdefer func(z int64) { note(z + v4) }(k)\n\t}\n")
	}
}

func (g *generator) end(b *strings.Builder) {
	b.WriteString("\tnote(v0 ^ v1 ^ v2 ^ v3 ^ v4 ^ v5 ^ arr[1] ^ int64(u) ^ int64(w) ^ int64(c))\n\tif len(str) > 60 {\n\t\tstr = str[:9]\n\t}\n\trf = fl\n\treturn v0 + v1, rf, str\n}\n\n")
}

// block is a few statements one level deeper.
func (g *generator) block() string {
	g.depth++
	defer func() { g.depth-- }()
	var b strings.Builder
	for range 1 + g.IntN(3) {
		if g.labels == nil && g.IntN(2) == 0 {
			b.WriteString(g.wide())
		} else {
			b.WriteString(g.statement())
		}
	}
	return b.String()
}

// loop is a block inside a loop, which may be named.
func (g *generator) loop(head string) string {
	g.loops++
	defer func() { g.loops-- }()
	return fmt.Sprintf("\tfor %s {\n\t\tif burn() {\n\t\t\tbreak\n\t\t}\n%s\t}\n", head, g.block())
}

// statement is one of those that could stand anywhere.
func (g *generator) statement() string {
	v, e := g.variable(), g.value(1)
	deeper := g.depth < 3
	switch k := g.IntN(32); {
	case k == 0 && deeper:
		return fmt.Sprintf("\tif %s {\n%s\t}\n", g.question(0), g.block())
	case k == 1 && deeper:
		return fmt.Sprintf("\tif %s {\n%s\t} else {\n%s\t}\n", g.question(0), g.block(), g.block())
	case k == 2 && deeper:
		return g.loop(g.question(0))
	case k == 3 && deeper:
		return fmt.Sprintf("\tswitch uint64(%s) %% 5 {\n\tcase 0:\n%s\tcase 1, 3:\n%s\t\tfallthrough\n\tcase 2:\n%s\tdefault:\n%s\t}\n", e, g.block(), g.block(), g.block(), g.block())
	case k <= 6 && len(g.labels) > 0:
		return fmt.Sprintf("\tif %s {\n\t\tif burn() {\n\t\t\treturn v0, fl, \"x\"\n\t\t}\n\t\tgoto %s\n\t}\n", g.question(0), g.pick(g.labels...))
	case k == 7 && g.loops > 0:
		return fmt.Sprintf("\tif %s {\n\t\t%s\n\t}\n", g.question(0), g.pick("break", "continue"))
	case k == 8:
		return fmt.Sprintf("\tarr[uint64(%s)%%7] = %s\n", e, g.value(1))
	case k == 9:
		return fmt.Sprintf("\tthrough(&%s, %s)\n", v, e)
	case k == 10:
		return fmt.Sprintf("\tn.a = %s\n\tn.b = int32(%s)\n\tn.c = uint8(%s)\n", e, g.value(1), v)
	case k == 11:
		return fmt.Sprintf("\tp = n.next\n\tif p != nil {\n\t\tp.a += %s\n\t}\n", e)
	case k == 12:
		return fmt.Sprintf("\tswap(%s)\n", g.pick("&p, n", "&n, &node{a: "+e+"}"))
	case k == 13:
		return "\tif fuel%7 == 0 {\n\t\truntime.Gosched()\n\t}\n"
	case k == 14:
		return fmt.Sprintf("\t%s += grow((%s) & 63)\n", v, e)
	case k == 15 && g.functions > 0:
		return fmt.Sprintf("\tif !burn() {\n\t\tr, f2, s2 := f%d(%s, %s, fl, n)\n\t\t%s ^= r\n\t\tfl = f2\n\t\tstr += s2\n\t\tif len(str) > 50 {\n\t\t\tstr = str[40:]\n\t\t}\n\t}\n", g.IntN(g.functions), e, g.value(1), v)
	case k == 16:
		return fmt.Sprintf("\tfl = fl %s float64(%s)\n", g.pick("+", "-", "*", "/"), e)
	case k == 17:
		return fmt.Sprintf("\t%s = doers[uint64(%s)%%2].do(%s)\n", v, e, v)
	case k == 18:
		return fmt.Sprintf("\tfunc() {\n\t\t%s += %s\n\t\tx ^= %s\n\t}()\n", v, e, v)
	case k == 19:
		return fmt.Sprintf("\tnote(%s)\n", e)
	case k == 20:
		return fmt.Sprintf("\tif q := p; %s {\n\t\t%s ^= q.a\n\t}\n", g.question(0), v)
	case k == 21:
		return fmt.Sprintf("\t%s, fl, str, list = several(%s, fl, str, list)\n\tif len(list) > 20 {\n\t\tlist = list[10:]\n\t}\n\tif len(str) > 50 {\n\t\tstr = str[:7]\n\t}\n", v, v)
	case k == 22:
		return fmt.Sprintf("\ttable[%s&15] += %s\n", e, v)
	case k == 23:
		return fmt.Sprintf("\tif %s && %s {\n\t\tpanic(%s)\n\t}\n", g.question(0), g.question(0), e)
	case k == 24:
		return fmt.Sprintf("\t%s = list[uint64(%s)%%uint64(len(list)+1)]\n", v, e)
	case k == 25:
		return fmt.Sprintf("\tif d := %s; true {\n\t\t%s = %s/d + %s%%d\n\t}\n", e, v, v, v)
	}
	return fmt.Sprintf("\t%s %s %s\n", v, g.pick("=", "=", "^=", "+="), e)
}

// wide is one of those that declare something, which no goto may pass.
func (g *generator) wide() string {
	v, e := g.variable(), g.value(1)
	deeper := g.depth < 3
	switch k := g.IntN(20); {
	case k == 0 && deeper:
		label := fmt.Sprint("loop", g.IntN(1<<30))
		g.loops++
		defer func() { g.loops-- }()
		return fmt.Sprintf("%s:\n\tfor i := range 5 {\n\t\tfor j := range 4 {\n\t\t\tif burn() {\n\t\t\t\tbreak %s\n\t\t\t}\n\t\t\tif %s {\n\t\t\t\tcontinue %s\n\t\t\t}\n\t\t\t%s += int64(i ^ j)\n%s\t\t}\n\t}\n", label, label, g.question(0), label, v, g.block())
	case k == 1 && deeper:
		return g.loop(fmt.Sprintf("i := %s & 7; i > 0; i--", e))
	case k == 2 && deeper:
		return g.loop(fmt.Sprintf("u = uint64(%s); u&uint64(%s) > 0; u >>= 1", e, g.value(1)))
	case k == 3:
		return fmt.Sprintf("\tfor i, r := range text + str {\n\t\t%s = %s*31 + int64(r) + int64(i)\n\t}\n", v, v)
	case k == 4:
		return fmt.Sprintf("\ttext = strconv.Itoa(int(%s)) + text\n\tif len(text) > 40 {\n\t\ttext = text[20:]\n\t}\n", e)
	case k == 5:
		return fmt.Sprintf("\tif raw := []byte(text); len(raw) > 0 {\n\t\traw[uint64(%s)%%uint64(len(raw))] ^= byte(%s)\n\t\ttext = string(raw)\n\t}\n", e, v)
	case k == 6:
		return fmt.Sprintf("\tswitch text[:min(len(text), 1)] {\n\tcase \"a\":\n%s\tcase \"1\", \"-\":\n%s\tdefault:\n%s\t}\n", g.statement(), g.statement(), g.statement())
	case k == 7:
		return fmt.Sprintf("\tany0 = %s\n", g.pick("x", "fl", "text", "w", "c", "n", "doers[0]", "any(nil)", "[2]int64{x, y}"))
	case k == 8:
		return fmt.Sprintf("\tswitch a := any0.(type) {\n\tcase int64:\n\t\t%s += a\n\tcase float64:\n\t\tfl += a\n\tcase string:\n\t\tstr += a\n\tcase doer:\n\t\t%s = a.do(%s)\n\tcase nil:\n\t\t%s++\n\t}\n", v, v, v, v)
	case k == 9:
		return fmt.Sprintf("\tif f := func(d int64) func() int64 { return func() int64 { %s += d; return %s } }(%s); %s {\n\t\t%s = f() ^ f()\n\t}\n", v, v, e, g.question(0), g.variable())
	case k == 10:
		return fmt.Sprintf("\tif ch, done := make(chan int64, %d), make(chan bool); true {\n\t\tgo func() {\n\t\t\tfor i := range int64(4) {\n\t\t\t\tch <- i * x\n\t\t\t}\n\t\t\tclose(ch)\n\t\t\tdone <- true\n\t\t}()\n\t\tfor v := range ch {\n\t\t\t%s += v\n\t\t}\n\t\t<-done\n\t}\n", g.IntN(3), v)
	case k == 11:
		return fmt.Sprintf("\tif one, two := make(chan int64, 1), make(chan int64); true {\n\t\tone <- %s\n\t\tfor range 2 {\n\t\t\tselect {\n\t\t\tcase got := <-one:\n\t\t\t\t%s ^= got\n\t\t\tcase got := <-two:\n\t\t\t\t%s = got\n\t\t\tdefault:\n\t\t\t\t%s++\n\t\t\t}\n\t\t}\n\t}\n", e, v, v, v)
	case k == 12:
		around := g.loops
		g.loops = 0 // a function may not end the loops around it
		defer func() { g.loops = around }()
		return fmt.Sprintf("\tfunc() {\n\t\tdefer func() { %s += int64(len(fmt.Sprint(recover()))) }()\n%s\t\tif %s {\n\t\t\tpanic(text)\n\t\t}\n\t}()\n", v, g.statement(), g.question(0))
	case k == 13:
		return fmt.Sprintf("\tfor k := range table {\n\t\t%s += k * table[k]\n\t\tif k&1 > 0 {\n\t\t\tdelete(table, k)\n\t\t}\n\t}\n", v)
	case k == 14:
		return fmt.Sprintf("\tlist = append(list[:len(list)/2], list[len(list)/3:]...)\n\tcopy(list, []int64{%s, %s})\n\tif len(list) > 20 {\n\t\tlist = list[:5]\n\t}\n", e, v)
	case k == 15:
		return fmt.Sprintf("\tw, c = w%s(uint32(%s)%%40), c*7+uint8(%s)\n", g.pick("<<", ">>"), e, v)
	case k == 16:
		return fmt.Sprintf("\tfl = math.%s(fl*%d.25)\n\t%s += int64(float32(whole(fl)))\n", g.pick("Floor", "Ceil", "Trunc", "Abs", "Sqrt"), g.IntN(9), v)
	case k == 17:
		return fmt.Sprintf("\tif do := (*large).do; %s {\n\t\t%s = do(&big, %s)\n\t}\n", g.question(0), v, e)
	}
	return g.statement()
}
