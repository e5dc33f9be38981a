package code

import "bytes"

// role says what a word means to a run.
type role uint8

const (
	name     role = iota
	declares      // const x = 1
	controls      // if (x)
	returns       // return x
	calls         // new X, await f
	function      // def f
	typed         // class X {
	modifier      // public, int
	joins         // in, and, instanceof
	sql
	roles = 15 // what of a [meaning] is its role
)

// meaning is what a word or an operator is known as: a role, and one or more of the others.
type meaning uint16

const (
	isExtension meaning = 16 << iota // it ends file and host names, so that "config.json" is no member of anything
	isQuery                          // it begins a query, in lower case

	asOperator = 8 // where the operator begins
)

// vocabulary has the words of each meaning, and lists of operators.
var vocabulary = [...]struct {
	words string
	as    meaning
}{
	{"const let var val final auto local my", meaning(declares)},
	{"if for while switch elif elsif catch foreach unless until else try do except with match case when guard", meaning(controls)},
	{"return throw raise yield assert echo defer goto delete await", meaning(returns)},
	{"new lambda", meaning(calls)},
	{"function func fn def sub fun", meaning(function)},
	{"class struct interface enum trait impl namespace record union", meaning(typed)},
	{"public private readonly protected static export async mut pub unsigned override abstract virtual inline int long float double char bool void string byte short boolean String List Map size_t uint int32 int64 uint8 uint32 uint64 usize dyn ref type", meaning(modifier)},
	{"in of and or not is instanceof typeof as then extends implements throws", meaning(joins)},
	{"SELECT FROM WHERE INSERT INTO UPDATE SET DELETE VALUES JOIN ALTER CREATE DROP TABLE MERGE INDEX VIEW ORDER GROUP BY LIMIT AND OR ON LEFT INNER AS HAVING UNION DISTINCT IF EXISTS ADD COLUMN NOT NULL LIKE IN IS RETURNING", meaning(sql)},
	{"select insert update delete", isQuery},
	{"js ts tsx jsx mjs cjs py go rs java kt rb php cs cpp cc hpp json yaml yml toml md txt html css scss sql sh lock log xml csv env db cfg ini conf vue svelte swift scala dart ex exs proto tf gradle lua pl ps1 bat exe dll so zip gz tar png svg pdf wasm map pem key crt jsonl ndjson sqlite snap test spec config", isExtension},
	{"com org net io dev example local app internal edu gov", isExtension},
	{"=", opAssign << asOperator},
	{":=", opDefine << asOperator},
	{"=>", opArrow << asOperator},
	{"->", opThin << asOperator},
	{"== != === !== <= >= =~", opCompare << asOperator},
	{"< >", opAngle << asOperator},
	{"&& || ??", opLogic << asOperator},
	{"+= -= *= /= ||= &&= ??= |= &= <<= >>= %=", opUpdate << asOperator},
	{"++ --", opChange << asOperator},
	{"+ * / % - ** //", opArithmetic << asOperator},
	{"|", opBar << asOperator},
	{":", opColon << asOperator},
	{"?", opQuestion << asOperator},
	{". .. ...", opDots << asOperator},
	{"#", opHash << asOperator},
	{"<< >>", opShift << asOperator},
	{"?.", opOptional << asOperator},
	{"!", opNot << asOperator},
}

const (
	longestWord = 10
	slots       = 1 << 10
)

// meanings has the vocabulary by the hash of each word, or behind it.
var meanings = makeMeanings()

// slot is a word of the vocabulary, as [packed] has it.
type slot struct {
	low  uint64
	high uint16
	as   meaning
}

func makeMeanings() (t [slots]slot) {
	for _, list := range &vocabulary {
		for _, word := range bytes.Fields([]byte(list.words)) {
			low, high := packed(word)
			at := hashOf(low, high)
			for t[at].as != 0 && (t[at].low != low || t[at].high != high) {
				at = (at + 1) % slots
			}
			t[at] = slot{low, high, t[at].as | list.as}
		}
	}
	return t
}

// packed returns the bytes of a word of at most [longestWord], the first ones lowest. Eight are
// read at once, and what stands behind the word is left out, since a loop costs more.
func packed(word []byte) (low uint64, high uint16) {
	n := len(word)
	if cap(word) < 8 {
		for i, c := range word {
			low |= uint64(c) << (8 * i)
		}
		return low, 0
	}
	b := word[:8]
	low = uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
	if n < 8 {
		return low & (1<<(8*n) - 1), 0
	}
	for i, c := range word[8:] {
		high |= uint16(c) << (8 * i)
	}
	return low, high
}

func hashOf(low uint64, high uint16) uint64 {
	return (low ^ uint64(high)<<48) * 0x9e3779b97f4a7c15 >> 54
}

// meant returns the meaning of what is packed, 0 for what is not in the vocabulary.
func meant(low uint64, high uint16) meaning {
	for at := hashOf(low, high) % slots; ; at = (at + 1) % slots {
		if x := &meanings[at]; x.as == 0 || x.low == low && x.high == high {
			return x.as
		}
	}
}

// lengths has by the first two letters a bit for each length that words of the vocabulary have: it
// passes most names without a look at the rest of them.
var lengths = func() (t [1 << 10]uint16) {
	for _, list := range &vocabulary {
		for _, word := range bytes.Fields([]byte(list.words)) {
			if len(word) > 1 {
				t[startOf(word[0], word[1])] |= 1 << len(word)
			}
		}
	}
	return t
}()

// meaningOf is meant for a word of any length.
func meaningOf(word []byte) meaning {
	if n := len(word); n < 2 || n > longestWord || lengths[startOf(word[0], word[1])]>>n&1 == 0 {
		return 0
	}
	return meant(packed(word))
}

func roleOf(word []byte) role { return role(meaningOf(word) & roles) }

func startOf(a, b byte) int { return int(a&31)<<5 | int(b&31) }

// telling marks the first two letters of the words that [tells] knows.
var telling = func() (t [1 << 10]bool) {
	for i := range meanings {
		x := &meanings[i]
		if r := role(x.as & roles); x.as&isQuery != 0 || r == sql || r > name && r <= typed {
			t[startOf(byte(x.low), byte(x.low>>8))] = true
		}
	}
	return t
}()

// tells judges the word that begins at s[i]: one of a program, or of a query. "delete" may
// be either, and a query needs no more than one.
func tells(s []byte, i int) (program, query bool) {
	as := meaningOf(s[i:wordEnd(s, i)])
	switch role(as & roles) {
	case sql:
		return false, true
	case declares, controls, returns, function, typed:
		return as&isQuery == 0, as&isQuery != 0
	}
	return false, as&isQuery != 0
}
