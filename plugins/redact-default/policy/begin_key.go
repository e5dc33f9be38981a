package policy

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// Where a key says that a value has to be looked at.

// assigns reports that the key before s[i] may give a value its meaning.
func (p *Policy) assigns(s []byte, i int) bool {
	if i == 0 {
		return false
	}
	key := p.keyBefore(s, i)
	p.reader.key = key
	if len(key) == 0 {
		return s[i-1] == '"' && s[i] == ':'
	}
	return p.keyTells(s, i, key)
}

// keyTells is assigns for a key that is read already; what was taken away behind it is not
// looked at again.
func (p *Policy) keyTells(s []byte, i int, key []byte) bool {
	x := *p.senses.of(key)
	if x.person != noPerson && p.mayBePerson(s, i, key, x.person) || s[i-1] == '"' && x.kind != plainKey {
		return true
	}
	if _, weight, env := p.meaning(s, i, key, &x); weight == silent && !env && !x.value && !x.data && !(s[i] == '(' && x.login) {
		return false
	}
	end := markedValue(s, i+1)
	return end == 0 || s[i] == '(' && !closes(s, end)
}

// assign reads what stands after s[i], of which assigns has just read the key.
func (p *Policy) assign(s []byte, i int) int { return p.assignment(s, i, p.reader.key) }

func (p *Policy) arrowTells(s []byte, i int) bool {
	if i == 0 {
		return false
	}
	if s[i-1] == '-' {
		return p.keyTells(s, i, p.keyBefore(s, i-1))
	}
	name := element.Name(s, i)
	x := p.senses.of(s[name.Start:name.End])
	return x.weight != silent || x.env
}

func (p *Policy) callTells(s []byte, i int) bool {
	return i > 0 && p.keyTells(s, i, p.keyBefore(s, i))
}

// listTells reports a telling text before the comma or bar s[i].
func (p *Policy) listTells(s []byte, i int) bool {
	if i == 0 || i+1 >= len(s) || s[i] == ',' && s[i+1] == ' ' && (i+2 >= len(s) || s[i+2] != '"' && s[i+2] != '\'' && s[i+2] != ' ' && s[i+2] != '\\' && s[i+2] != '`') {
		return false
	}
	return p.keyTells(s, i, p.keyBefore(s, i))
}

// urlTells reports an account or a host that takes secrets in its paths in the URL whose
// colon is s[i].
func (p *Policy) urlTells(s []byte, i int) bool {
	if i+1 >= len(s) || s[i+1] != '/' && s[i+1] != '\\' {
		return false
	}
	end := shape.URLHost(s, i)
	return end > 0 && (userInfoWay.Begins(s, i) || isWebhookHost(s[i:end]))
}

// ticks reports a fence, or back-ticks with a statement between them.
func (p *Policy) ticks(s []byte, i int) bool {
	return ascii.HasAt(s, i, "``") || !p.closesSpan(s, i) && statementEnd(s, i+1) > 0
}

// onCodeLines reports lines of code around s[i] that were not met before.
func (p *Policy) onCodeLines(s []byte, i int) bool {
	if i < p.reader.code {
		return false
	}
	start, end := p.codeAround(s, i)
	p.reader.lines = span{start, end}
	return end > 0
}

// codeLines takes them; secrets are looked for in them too, since other cells may have them.
func (p *Policy) codeLines(s []byte, i int) int {
	p.code(s, p.reader.lines.start, p.reader.lines.end)
	p.reader.code = p.reader.lines.end
	return i
}

func wideColonAt(_ *Policy, s []byte, i int) bool { return ascii.HasAt(s, i, "：") }

// markedValue returns the end of the marker of a value at s[i] that was taken away
// already, or 0.
func markedValue(s []byte, i int) int {
	for low := i; i < len(s) && i < low+8 && (s[i] == ' ' || s[i] == '=' || s[i] == '>' || s[i] == ':'); {
		i++
	}
	for low := i; i < len(s) && i < low+3 && s[i] == '\\'; {
		i++
	}
	if i < len(s) && (s[i] == '"' || s[i] == '\'' || s[i] == '`') {
		i++
	}
	if i >= len(s) || s[i] != '[' {
		return 0
	}
	return marker.End(s, i)
}

// closes reports that the only argument of a call ends at s[i].
func closes(s []byte, i int) bool {
	for low := i; i < len(s) && i < low+3 && (s[i] == '\\' || s[i] == '"' || s[i] == '\''); {
		i++
	}
	return i >= len(s) || s[i] == ')'
}

// wordAt returns the lower-case word at s[i] if a space follows it.
func wordAt(s []byte, i int) []byte {
	end := i
	for end < len(s) && end < i+12 && ascii.Class[s[end]]&ascii.Lower != 0 {
		end++
	}
	if end >= len(s) || s[end] != ' ' {
		return nil
	}
	return s[i:end]
}
