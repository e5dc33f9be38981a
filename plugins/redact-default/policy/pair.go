package policy

import (
	"slices"
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// The ways of giving a name that is known its value.
var (
	assignment    = reading.NewAssignment(keys, values)
	assignmentWay = &way{assignment, need{random: true}, secretAssignment, maxItems}
	itemsWay      = &way{reading.Items{Assignment: assignment}, need{tells: tokenlike}, secretAssignment, maxItems}
	callWay       = &way{reading.Call{Assignment: assignment}, need{}, secretAssignment, 1}
	methodWay     = &way{reading.Call{Assignment: assignment}, need{form: isOdd}, secretAssignment, 1}
	tupleWay      = &way{reading.Tuple{Assignment: assignment}, need{tells: tokenlike, form: isTuple, judge: isNeighbor}, secretAssignment, 1}
	comparisonWay = &way{reading.NewComparison(compares), need{weight: passlike}, secretAssignment, 1}
	expressionWay = &way{reading.NewExpression(assignment, decoders), need{judge: func(name, v []byte, _ bool, _ strength) bool { return judges.Literal(name, v) }}, secretAssignment, maxItems}
	accountWay    = &way{&reading.Account{}, need{told: true, least: 6, judge: isCredential}, secretURL, 1}
	entryWay      = &way{&reading.Entry{}, need{told: true, weight: passlike, form: isMixed}, secretAssignment, 1}
	// doubtful are the ways of values that are no secrets by themselves, in the order in which they are asked.
	doubtful = [...]*way{
		{reading.NewSetting(assignment, isAccount), need{tells: passlike, form: isSetting, judge: certain}, secretAssignment, 1},
		{reading.NewConnection(assignment, connectionParts), need{tells: passlike, form: isPart, judge: certain}, secretAssignment, 1},
		{reading.Joined{Assignment: assignment}, need{told: true, judge: isStriking}, secretAssignment, 1},
		{reading.Slashed{Assignment: assignment}, need{told: true, least: minSpoken, judge: isSpoken}, secretAssignment, 1},
		expressionWay,
	}
)

const maxItems = 32 // of a list that are read

// give takes the value that follows s[i] for a telling key, and returns its end or 0.
func (p *Policy) give(s []byte, i int, key []byte, weight strength, env bool) int {
	if s[i] == ':' {
		if end := p.given(s, i, 0, key, weight, itemsWay); end > 0 {
			return end
		}
	}
	if !p.reader.counts(i) {
		return 0
	}
	pair := &p.judging
	if *pair = assignment.Read(s, i, 0); pair.Next > 0 {
		v := pair.Value
		p.reader.pass(pair)
		if end := p.provider(s, v.Start); end >= v.End {
			return v.Start
		}
		if v = assignedSpan(s, i, pair, key, weight, env); v.End > 0 {
			rule := secretAssignment
			if k := pair.Name.Start; s[i] == '=' && k > 0 && (s[k-1] == '?' || s[k-1] == '&') {
				rule = secretQuery
			}
			p.secret(s, v.Start, v.End, rule)
			if pair.Quoted {
				return max(v.End, p.given(s, i, v.End, key, weight, assignmentWay))
			}
			return v.End
		}
	}
	for _, w := range doubtful {
		if end := p.given(s, i, 0, key, weight, w); end > 0 {
			return end
		}
	}
	return 0
}

// given takes the secrets among the values that a way reads behind s[i] for a key, after from,
// and returns the end of the last one or 0.
func (p *Policy) given(s []byte, i, from int, key []byte, weight strength, w *way) (end int) {
	if weight < w.tells || !w.Begins(s, i) {
		return 0
	}
	pair := &p.judging
	for range w.most {
		*pair = w.Read(s, i, from)
		if from = pair.Next; from == 0 || weight == entropic && !w.random && !pair.Decoded {
			break
		}
		if w.met(s, pair, key, weight) {
			p.secret(s, pair.Value.Start, pair.Value.End, w.rule)
			end = pair.Value.End
		}
	}
	return end
}

// assignedSpan returns the span of the secret that is, or begins with, the value of a key; its end
// is 0 without one.
func assignedSpan(s []byte, i int, pair *reading.Pair, key []byte, weight strength, env bool) reading.Span {
	v, whole := pair.Value, pair.Whole
	text := s[v.Start:v.End]
	if end := judge.PhraseEnd(s, v.Start); end > 0 && judges.IsPhrase(key) {
		return reading.Span{Start: v.Start, End: end}
	}
	if whole.End > 0 && !judge.Odd(s[whole.Start:whole.End]) {
		whole = reading.Span{}
	}
	switch {
	case assignmentWay.met(s, pair, key, weight), env && !pair.Quoted && isEnvValue(s, i, pair),
		whole.End > 0 && judges.Secret(key, s[whole.Start:whole.End], true, weight):
		if whole.End > 0 {
			return whole
		}
		return v
	case weight == passlike && s[i] == '=' && (pair.Quoted && v.End < len(s) && s[v.End] == s[v.Start-1] && judges.PassSentence(text) || pair.Close && isPart(pair, key, text) && judges.PassPhrase(text)):
		return v
	}
	return reading.Span{}
}

// isEnvValue judges the bare value v of an environment variable that is assigned
// at s[i]: it is a secret unless it is read from somewhere else, or prose.
func isEnvValue(s []byte, i int, pair *reading.Pair) bool {
	end := pair.Value.End
	text := s[pair.Value.Start:end]
	if len(text) < 4 || judges.Placeholder(text) || judges.Location(text) || judges.Reference(text) {
		return false
	}
	if s[i] == '=' && pair.Close {
		return true
	}
	if end+1 < len(s) && s[end] == ' ' && ascii.Class[s[end+1]]&ascii.Word != 0 {
		return ascii.Classes(text)&ascii.Digit != 0 && ascii.Classes(text)&(ascii.Upper|ascii.Lower) != 0 // prose follows
	}
	return !typeWords.Has(text) && (end >= len(s) || s[end] == '\n' || s[end] == '\\' || s[end] == ';')
}

// counts reports that the value behind s[i] is read: of the separators inside a bare one, the
// first few are.
func (r *reader) counts(i int) bool {
	if i >= r.last {
		return true
	}
	r.nested++
	return r.nested <= 4
}

// pass remembers the bare value of a pair.
func (r *reader) pass(pair *reading.Pair) {
	if !pair.Quoted && pair.Value.Start >= r.last {
		r.last, r.nested = pair.Next, 0
	}
}

// certain is the judgement of a form that says enough.
func certain(_, _ []byte, _ bool, _ strength) bool { return true }

func isStriking(_, v []byte, _ bool, _ strength) bool { return judges.Striking(v) }

func isSpoken(_, v []byte, _ bool, _ strength) bool { return judges.Spoken(v, passlike) }

func isAccount(name []byte) bool { return accountWords.Has(judge.LastSegment(name)) }

func isOdd(_ *reading.Pair, _, v []byte) bool { return judge.Mixed(v) || judge.Odd(v) }

func isMixed(_ *reading.Pair, _, v []byte) bool { return judge.Mixed(v) }

// isCredential reports letters of both cases with digits.
func isCredential(_, v []byte, _ bool, _ strength) bool {
	k := ascii.Classes(v)
	return k&ascii.Digit != 0 && k&ascii.Upper != 0 && k&ascii.Lower != 0 && !judges.Placeholder(v)
}

// isPart reports a word of letters and digits, or of letters and what joins words.
func isPart(pair *reading.Pair, name, v []byte) bool {
	return isWord(pair, name, v) && (made(v, ascii.Upper|ascii.Lower|ascii.Digit, "_") || isName(v))
}

// isWord reports a word that may be a password where its place says so.
func isWord(pair *reading.Pair, name, v []byte) bool {
	return !pair.Quoted && len(v) >= 6 && !judges.Placeholder(v) && !judges.Location(v) && !typeWords.Has(v) && !ascii.EqualFold(v, string(name))
}

// isSetting reports a word that is the whole value of a setting: the key says whose password
// it is, or the line before whose; or it is letters only, of which a program would have words
// that say so.
func isSetting(pair *reading.Pair, name, v []byte) bool {
	if !isWord(pair, name, v) {
		return false
	}
	silently, k := judges.Strength(v) == silent, ascii.Classes(v)
	if silently && (!pair.Close || len(judge.LastSegment(name)) < len(name)) && made(v, ascii.Lower|ascii.Digit, "_-") {
		return true
	}
	return pair.Close && !pair.Indented && len(v) >= 8 && made(v, ascii.Upper|ascii.Lower, "") && (silently || k&ascii.Upper == 0 && len(v) >= 14)
}

// made reports that v is made of bytes of some classes and of signs.
func made(v []byte, classes uint8, signs string) bool {
	for _, c := range v {
		if ascii.Class[c]&classes == 0 && strings.IndexByte(signs, c) < 0 {
			return false
		}
	}
	return true
}

// prose reads sentences with a name that tells.
var prose = reading.NewProse(proseNames, accountNames, foreignNames())

// The ways of values that have to look like passwords by themselves.
var (
	proseWay    = &way{prose, need{names: wordlist.New(slices.Concat(proseNames.All, accountNames.All)...), near: true}, secretAssignment, 3}
	fallbackWay = &way{reading.Fallback{}, need{near: true}, secretAssignment, 3}
	fedWay      = &way{reading.Fed{}, need{names: feeders, near: true}, secretAssignment, 3}
	loginWay    = &way{reading.NewLogin(loginWords, accountNames), need{told: true, form: isAccess, judge: certain}, secretAssignment, 1}
)

// isAccess reports a password behind an account; where a word says that one stands there, one of
// small letters too, and one that the name of a program would not be.
func isAccess(pair *reading.Pair, _, v []byte) bool {
	return judges.Credential(v) || pair.Verb && (judges.Composed(v) || isScattered(v))
}

// isScattered reports letters of both cases and a sign, with digits among the letters or two of
// them before the sign at the end.
func isScattered(v []byte) bool {
	const both, digit = ascii.Upper | ascii.Lower, ascii.Digit
	if len(v) < 10 || ascii.Classes(v)&both != both || !judge.Symbol(v) || judges.Placeholder(v) || judges.Location(v) {
		return false
	}
	if n := len(v); v[n-1] == '!' && ascii.Class[v[n-2]]&ascii.Class[v[n-3]]&digit != 0 && judges.Striking(v) {
		return true
	}
	for i := 1; i < len(v); i++ {
		if ascii.Class[v[i-1]]&digit != 0 && ascii.Class[v[i]]&both != 0 {
			return true
		}
	}
	return false
}

// foreignNames are the keywords with letters beyond ASCII.
func foreignNames() (all []string) {
	for _, k := range keywords {
		for i := range len(k.Text) {
			if k.Text[i] >= 0x80 && len(k.Text) >= 3 {
				all = append(all, k.Text)
				break
			}
		}
	}
	return all
}
