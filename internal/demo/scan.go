package demo

import (
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is kept of a tree.
const (
	maxFunctions = 50_000
	maxCalls     = 150_000
	maxConstants = 50_000
	maxLine      = 400
	maxSnippet   = 5 * maxLine
)

type function struct {
	file       int // index into tree.files
	name       string
	qualified  string
	line, end  int
	parameters int
	returns    string
	signature  string
	code       string // the line after the first, as a detector matches it
	snippet    string // some five lines around that
	exported   bool
	async      bool
}

// call is a call edge between two functions of the tree.
type call struct {
	caller, callee int // indexes into tree.functions
	line           int
}

type constant struct {
	file  int
	name  string
	value string
	line  int
	named bool
}

type envRead struct {
	file     int
	name     string
	method   string
	line     int
	fallback bool
}

// scanner takes lines as they are: what looks like a function is one. That is
// enough for realistic rows, in any language, at the speed of reading.
type scanner struct {
	*tree
	sites   []callSite
	modules map[string]bool
}

type callSite struct {
	caller int
	name   string
	line   int
}

func (s *scanner) scan(name, language string, data []byte) {
	text := string(data)
	index := len(s.files)
	f := file{path: name, language: language, size: len(data), hash: digest(text)}
	first := len(s.functions)
	line := 0
	for raw := range strings.Lines(text) {
		line++
		l := strings.TrimSpace(raw)
		if l == "" || len(l) > maxLine || strings.HasPrefix(l, "//") || strings.HasPrefix(l, "#") && language != "PHP" {
			continue
		}
		if m := importOf(l, language); m != "" {
			if len(f.imports) < 50 {
				f.imports = append(f.imports, strings.Clone(m))
			}
			continue
		}
		if fn, ok := functionOf(l, language); ok && len(s.functions) < maxFunctions {
			s.endFunction(first, line-1)
			fn.file, fn.line, fn.end = index, line, line
			s.functions = append(s.functions, fn)
		} else if len(s.functions) > first {
			s.callsOf(l, line)
		}
		s.constantOf(l, index, line)
		s.envOf(l, index, line)
	}
	s.endFunction(first, line)
	lines := strings.Split(text, "\n")
	for i := first; i < len(s.functions); i++ {
		s.functions[i].cut(lines)
	}
	s.files = append(s.files, f)
	if s.modules == nil {
		s.modules = make(map[string]bool)
	}
	if dir := path.Dir(name); !s.modules[dir] {
		s.modules[dir] = true
		s.tree.modules = append(s.tree.modules, dir)
	}
}

// cut takes the source around the function's first lines, as Drift's DNA analysis does.
func (f *function) cut(lines []string) {
	at := min(f.line, len(lines)-1) // lines count from 1
	f.code, f.snippet = f.signature, f.signature
	if code := strings.TrimSpace(lines[at]); code != "" && len(code) <= maxLine {
		f.code = strings.Clone(code)
	}
	if s := strings.Join(lines[max(0, at-2):min(len(lines), at+3)], "\n"); len(s) <= maxSnippet {
		f.snippet = strings.Clone(s)
	}
}

func (s *scanner) endFunction(first, line int) {
	if len(s.functions) > first {
		f := &s.functions[len(s.functions)-1]
		f.end = max(f.line, line)
	}
}

// finish resolves calls by name, within the file first.
func (s *scanner) finish() {
	byName := make(map[string]int, len(s.functions))
	inFile := make(map[int]map[string]int)
	for i, f := range s.functions {
		if _, ok := byName[f.name]; !ok {
			byName[f.name] = i
		}
		if inFile[f.file] == nil {
			inFile[f.file] = make(map[string]int)
		}
		if _, again := inFile[f.file][f.name]; again {
			s.functions[i].qualified = f.name + "#" + strconv.Itoa(f.line)
		}
		inFile[f.file][f.name] = i
	}
	seen := make(map[call]bool, len(s.sites))
	for _, site := range s.sites {
		callee, ok := inFile[s.functions[site.caller].file][site.name]
		if !ok {
			callee, ok = byName[site.name]
		}
		c := call{caller: site.caller, callee: callee, line: site.line}
		if ok && !seen[c] {
			seen[c] = true
			s.calls = append(s.calls, c)
		}
	}
	s.sites = nil
}

func (s *scanner) callsOf(l string, line int) {
	for i := 1; i < len(l) && len(s.sites) < maxCalls; i++ {
		if l[i] != '(' {
			continue
		}
		if name := identBefore(l, i); name != "" && !keywords[name] {
			s.sites = append(s.sites, callSite{len(s.functions) - 1, strings.Clone(name), line})
		}
	}
}

var keywords = map[string]bool{
	"if": true, "for": true, "while": true, "switch": true, "catch": true, "return": true, "function": true,
	"func": true, "fn": true, "match": true, "sizeof": true, "super": true, "new": true, "await": true, "foreach": true,
}

var modifiers = map[string]bool{
	"export": true, "default": true, "public": true, "private": true, "protected": true, "static": true, "pub": true,
	"pub(crate)": true, "final": true, "override": true, "abstract": true, "async": true, "unsafe": true, "internal": true,
	"virtual": true, "inline": true, "open": true, "const": true, "let": true, "var": true, "readonly": true, "sealed": true,
}

// functionOf reads a line that begins a function or a class.
func functionOf(l, language string) (function, bool) {
	f := function{signature: strings.Clone(l)}
	rest, plain, modified := l, false, false
	for {
		word, after, ok := strings.Cut(rest, " ")
		if !ok || !modifiers[word] {
			break
		}
		f.exported = f.exported || word == "export" || word == "pub" || word == "public"
		f.async = f.async || word == "async"
		plain = plain || word == "const" || word == "let" || word == "var"
		rest, modified = after, true
	}
	word, after, _ := strings.Cut(rest, " ")
	switch {
	case plain:
		f.name = arrowName(rest)
		f.async = f.async || strings.Contains(rest, "= async")
	case word == "func" || word == "fn" || word == "def" || word == "function" || word == "class" || word == "fun":
		f.name = nameAfter(after)
	case modified && (language == "Java" || language == "C#") && strings.ContainsRune(rest, '('):
		f.name = identBefore(rest, strings.IndexByte(rest, '('))
	}
	if f.name == "" || keywords[f.name] {
		return function{}, false
	}
	f.name = strings.Clone(f.name)
	f.qualified = f.name
	first, _ := utf8.DecodeRuneInString(f.name)
	f.exported = f.exported || language == "Go" && unicode.IsUpper(first) || language == "Python" && first != '_'
	f.parameters, f.returns = shapeOf(l)
	return f, true
}

// arrowName returns x of "x = (a) => ..." and "x = function".
func arrowName(rest string) string {
	name, value, ok := strings.Cut(rest, "=")
	if !ok || !strings.Contains(value, "=>") && !strings.Contains(value, "function") {
		return ""
	}
	name, _, _ = strings.Cut(strings.TrimSpace(name), ":")
	if identBefore(name, len(name)) != name {
		return ""
	}
	return name
}

// nameAfter returns the name behind the keyword, behind a Go receiver or Ruby's
// "self." if there is one.
func nameAfter(s string) string {
	if strings.HasPrefix(s, "(") {
		_, s, _ = strings.Cut(s, ") ")
	}
	s = strings.TrimPrefix(s, "self.")
	end := strings.IndexFunc(s, func(r rune) bool { return !identRune(r) })
	if end < 0 {
		end = len(s)
	}
	return s[:end]
}

func identRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// identBefore returns the identifier that ends at an offset.
func identBefore(s string, end int) string {
	start := end
	for start > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:start])
		if !identRune(r) {
			break
		}
		start -= n
	}
	if start == end || s[start] >= '0' && s[start] <= '9' {
		return ""
	}
	return s[start:end]
}

func shapeOf(l string) (parameters int, returns string) {
	l, _, _ = strings.Cut(l, " {")
	if strings.HasPrefix(l, "func (") {
		_, l, _ = strings.Cut(l, ") ") // the receiver is not a parameter
	}
	start, end := strings.IndexByte(l, '('), strings.LastIndexByte(l, ')')
	if start < 0 || end < start {
		return 0, ""
	}
	if strings.TrimSpace(l[start+1:end]) != "" {
		parameters = 1 + strings.Count(l[start:end], ",")
	}
	returns, _, _ = strings.Cut(l[end+1:], "=>")
	returns = strings.TrimRight(returns, " {:;=")
	returns = strings.TrimSpace(strings.TrimLeft(returns, ":-> "))
	if len(returns) > 120 {
		returns = ""
	}
	return parameters, strings.Clone(returns)
}
