package reading

import "github.com/driftsync/driftsync/plugins/sdk/ascii"

// Fallback is the value that a program takes where the environment gives none:
// getenv("NAME") or "x", getenv("NAME") ?: "x", var("NAME").unwrap_or("x"), ENV["NAME"] || "x", NAME ?? "x", default("x") // NAME. Its trigger
// is the operator, or the bracket of the call.
type Fallback struct{}

// Begins implements [Way].
func (Fallback) Begins(s []byte, i int) bool {
	return i+3 < len(s) && (s[i] == '(' && (s[i+1] == '"' || s[i+1] == '\'') || s[i] != '(' && (s[i+1] == s[i] || s[i] == '?' && s[i+1] == ':'))
}

// Read implements [Way].
func (Fallback) Read(s []byte, i, from int) Pair {
	name, at := Span{}, i
	if s[i] == '(' {
		if name, at = argument(s, i); at+3 < len(s) && from == 0 && (ascii.HasAt(s, at, "// ") || ascii.HasAt(s, at, "# ")) {
			return Pair{Name: remark(s, at), Value: name, Close: true, Next: name.End}
		}
	} else {
		name = operand(s, i)
	}
	v, ok := quotedAt(s, skip(s, operatorEnd(s, at)))
	if from > 0 || !ok || name.Start == name.End {
		return Pair{}
	}
	return Pair{Name: name, Value: v, Close: true, Next: v.End}
}

// argument returns the text in quotes that is all that stands in the brackets which s[i]
// opens, and where the text behind them begins.
func argument(s []byte, i int) (Span, int) {
	v, ok := quotedAt(s, i+1)
	if !ok || v.End+1 >= len(s) || s[v.End+1] != ')' {
		return Span{}, len(s)
	}
	at := v.End + 2
	if ascii.HasAt(s, at, ").") {
		at++ // of a call around this one
	}
	return v, skip(s, at)
}

// remark returns the first word of the remark at s[i].
func remark(s []byte, i int) Span {
	for i < len(s) && (s[i] == '/' || s[i] == '#' || s[i] == ' ') {
		i++
	}
	name := Span{i, i}
	for name.End < len(s) && name.End < i+maxName && InName(s[name.End]) {
		name.End++
	}
	return name
}

// operand returns the last part of the name before the operator s[i].
func operand(s []byte, i int) Span {
	end := i
	for end > 0 && end > i-4 && (s[end-1] == ' ' || s[end-1] == ']' || s[end-1] == '"' || s[end-1] == '\'') {
		end--
	}
	name := nameBefore(s, end)
	for k := name.End; k > name.Start; k-- {
		if s[k-1] == '.' {
			return Span{k, name.End}
		}
	}
	return name
}

// operatorEnd returns the end of the operator at s[i], or len(s).
func operatorEnd(s []byte, i int) int {
	for _, op := range [...]string{"|| ", "?? ", "?: ", "or ", ", ", ".unwrap_or(String::from(", ".unwrap_or(", "| default(", ".unwrap_or_else(|_| ", ".unwrap_or_else(|| ", ".getOrElse(", ".orElse("} {
		if i < len(s) && ascii.HasAt(s, i, op) {
			return i + len(op)
		}
	}
	return len(s)
}
