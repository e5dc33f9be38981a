package demo

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
)

// began is when the sample project was first analysed; nothing here asks the clock.
const began = 1_770_818_351

// unix returns a time for row i, in seconds.
func (g *generator) unix(i int) int { return began + i%(90*24*60)*60 }

// iso returns a time in one of the two spellings that cortex.db holds.
func (g *generator) iso(i int) string {
	t := time.Unix(began+int64(i)*60, 0).UTC()
	if i%2 == 0 {
		return t.Format("2006-01-02T15:04:05") + fmt.Sprintf(".%03dZ", i%1000)
	}
	return t.Format("2006-01-02T15:04:05") + fmt.Sprintf(".%06d+00:00", i%1_000_000)
}

// part returns a path of round r over the tree: round 0 is the tree itself.
func part(rel string, r int) string {
	if r == 0 {
		return rel
	}
	dir, base := path.Split(rel)
	return dir + "part" + strconv.Itoa(r) + "/" + base
}

// fileAt returns the i-th file; different i give different paths.
func (g *generator) fileAt(i int) (rel string, f *file) {
	f = &g.files[i%len(g.files)]
	return part(f.path, i/len(g.files)), f
}

// functionAt returns the i-th function and its file's path.
func (g *generator) functionAt(i int) (rel string, f *function) {
	f = &g.functions[i%len(g.functions)]
	return part(g.files[f.file].path, i/len(g.functions)), f
}

// abs returns a path below the root in the root's own spelling.
func (g *generator) abs(rel string) string {
	sep := g.separator()
	return strings.TrimSuffix(g.Root, sep) + sep + strings.ReplaceAll(rel, "/", sep)
}

// place returns the file cell and the line of the i-th finding. Analysis joins the root
// before every path.
func (g *generator) place(i int) (string, int) {
	rel, f := g.functionAt(i)
	return g.abs(rel), f.line
}

// single is a number as Drift keeps it: 32 bits wide on its way into the database.
func single(x float64) float64 { return float64(float32(x)) }

func (g *generator) languageAt(i int) string {
	_, f := g.functionAt(i)
	return g.files[f.file].language
}

func (g *generator) nameAt(i int) string {
	_, f := g.functionAt(i)
	return f.name
}

// functionKey returns "<file>::<function>", different for different i.
func (g *generator) functionKey(i int) string {
	rel, f := g.functionAt(i)
	return g.abs(rel) + "::" + f.qualified
}

func (g *generator) moduleAt(i int) string {
	return part(g.modules[i%len(g.modules)]+"/", i/len(g.modules))
}

func (g *generator) constantAt(i int) constant {
	if len(g.constants) == 0 {
		return constant{name: "LIMIT", value: "42", line: 1 + i, named: true}
	}
	return g.constants[i%len(g.constants)]
}

func (g *generator) envAt(i int) envRead {
	if len(g.envs) == 0 {
		return envRead{name: "NODE_ENV", method: "process.env", line: 1 + i}
	}
	return g.envs[i%len(g.envs)]
}

// of returns a choice by row, so that all occur even in a small table.
func of(i int, choices ...string) string { return choices[i%len(choices)] }

// ratio returns a number between 0 and 1 with three decimals.
func (g *generator) ratio() float64 { return float64(g.rng.IntN(1000)) / 1000 }

// sometimes returns the cell, or null one time in n.
func (g *generator) sometimes(n int, cell any) any {
	if g.rng.IntN(n) == 0 {
		return nil
	}
	return cell
}

// uuid returns an id that depends on the seed, its kind and number alone.
func (g *generator) uuid(kind string, i int) string {
	var b [16]byte
	seed := strconv.FormatUint(g.Seed, 10)
	binary.LittleEndian.PutUint64(b[:], digest(seed, kind, strconv.Itoa(i)))
	binary.LittleEndian.PutUint64(b[8:], digest(kind, seed, strconv.Itoa(i)))
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func (g *generator) memory(i int) string {
	return g.uuid("memory", i%max(1, g.counts["cortex.memories"]))
}

func (g *generator) agent(i int) string {
	return fmt.Sprintf("agent-%03d", i%max(1, g.counts["cortex.agent_registry"]))
}

func (g *generator) namespace(i int) string {
	i %= max(1, g.counts["cortex.memory_namespaces"])
	return fmt.Sprintf("%s://shop-%03d/", of(i, "agent", "team", "project"), i)
}

// hash8 returns a 64-bit digest as Drift stores it: eight bytes, little endian.
func hash8(parts ...string) []byte {
	return binary.LittleEndian.AppendUint64(nil, digest(parts...))
}

// hash64 returns 64 hexadecimal digits.
func hash64(parts ...string) string {
	var b strings.Builder
	for i := range 4 {
		fmt.Fprintf(&b, "%016x", digest(strings.Join(parts, "\x00"), strconv.Itoa(i)))
	}
	return b.String()
}

// pattern returns the id of the i-th pattern; different i give different ids.
func pattern(i int) string {
	switch i % 10 {
	case 3:
		return fmt.Sprintf("shop/data/model-%d", 1+i)
	case 7:
		return fmt.Sprintf("sql-injection-concat-%d", 1+i)
	}
	return of(i, "ERR-PROP-RETHROW", "SEC-SQL-CONCAT", "API-ROUTE-NAMING", "LOG-STRUCTURED", "AUTH-GUARD", "DATA-REPOSITORY", "TEST-ARRANGE") +
		fmt.Sprintf("-%03d", 1+i)
}

// doc marshals a value as Drift does, without escaping for HTML.
func doc(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("demo: a document does not marshal") // only maps, slices, texts and numbers come here
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// object and list are JSON values.
type (
	object = map[string]any
	list   = []any
)
