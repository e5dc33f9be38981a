package driftsync_test

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/schema"
)

// unwanted is a phrase of docs/words.txt.
type unwanted struct {
	phrase  *regexp.Regexp
	instead string
}

func unwantedWords(t *testing.T) []unwanted {
	t.Helper()
	file, err := os.Open(filepath.Join("docs", "words.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []unwanted
	for in := bufio.NewScanner(file); in.Scan(); {
		if line := in.Text(); line != "" && !strings.HasPrefix(line, "#") {
			phrase, instead, ok := strings.Cut(line, "\t")
			if !ok {
				t.Fatalf("docs/words.txt: no tab in %q", line)
			}
			all = append(all, unwanted{regexp.MustCompile(phrase), instead})
		}
	}
	return all
}

// unchecked are texts that are not written for users of driftsync, or are generated from
// what is checked.
var unchecked = regexp.MustCompile(`(^|/)(node_modules|testdata|dist|bin|\.git)(/|$)|^(docs/redaction\.md|plugins/redact-default/policy)(/|$)`)

// TestWords holds docs, help, messages, pages and the comments of exported names against
// docs/words.txt.
func TestWords(t *testing.T) {
	words := unwantedWords(t)
	everyText(t, func(path string, line int, text string) {
		for _, w := range words {
			if found := w.phrase.FindString(text); found != "" {
				t.Errorf("%s:%d: %q; write %q", path, line, strings.TrimSpace(found), w.instead)
			}
		}
	})
}

// counts are sentences with a number of tables, and the numbers that may stand there.
var counts = map[string]func(all, leave, stay int) []int{
	`(\d+) of (?:the |Drift's )?(\d+) tables`: func(all, leave, stay int) []int { return []int{leave, stay, all} },
	`the other (\d+) tables`:                  func(_, _, stay int) []int { return []int{stay} },
	`; (\d+) tables never`:                    func(_, _, stay int) []int { return []int{stay} },
	`all (\d+) tables`:                        func(all, leave, _ int) []int { return []int{all, leave} },
	`\((\d+) tables\)`:                        func(all, _, _ int) []int { return []int{all} },
	`carries (\d+) of the`:                    func(_, leave, _ int) []int { return []int{leave} },
}

// A number of tables is the same wherever it stands: that of the catalogue.
func TestWords_Numbers(t *testing.T) {
	found, compiled := make(map[string]int), make(map[string]*regexp.Regexp)
	for pattern := range counts {
		compiled[pattern] = regexp.MustCompile(pattern)
	}
	everyText(t, func(path string, line int, text string) {
		for pattern, allowed := range counts {
			for _, match := range compiled[pattern].FindAllStringSubmatch(text, -1) {
				for _, digits := range match[1:] {
					found[pattern]++
					if n, err := strconv.Atoi(digits); err != nil || !slices.Contains(allowed(schema.Totals()), n) {
						t.Errorf("%s:%d: %q", path, line, match[0])
					}
				}
			}
		}
	})
	for pattern := range counts {
		if found[pattern] == 0 {
			t.Errorf("no text says %s any more", pattern)
		}
	}
}

// everyText calls f with each line of a page or message.
func everyText(t *testing.T, check func(path string, line int, text string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		path = filepath.ToSlash(path)
		switch {
		case err != nil:
			return err
		case unchecked.MatchString(path):
			if d.IsDir() {
				return fs.SkipDir
			}
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			return checkGo(path, check)
		case strings.HasSuffix(path, ".md"), strings.HasSuffix(path, ".tmpl"), strings.HasPrefix(path, "cmd/driftsync/topic/"), strings.HasSuffix(path, "questions.json"):
			text, err := os.ReadFile(path)
			for i, line := range strings.Split(string(text), "\n") {
				check(path, i+1, line)
			}
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkGo checks the texts of a Go file: literals with a space, struct tags among them,
// and the comments of exported names.
func checkGo(path string, check func(path string, line int, text string)) error {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, path, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	at := func(n ast.Node) int { return files.Position(n.Pos()).Line }
	comment := func(exported bool, c *ast.CommentGroup) {
		if exported && c != nil {
			check(path, at(c), c.Text())
		}
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind == token.STRING && strings.Contains(n.Value, " ") {
				check(path, at(n), n.Value)
			}
		case *ast.FuncDecl:
			comment(n.Name.IsExported(), n.Doc)
		case *ast.GenDecl:
			for _, s := range n.Specs {
				if s, ok := s.(*ast.TypeSpec); ok {
					comment(s.Name.IsExported(), n.Doc)
				}
			}
		case *ast.Field:
			if len(n.Names) > 0 {
				comment(n.Names[0].IsExported(), n.Doc)
				comment(n.Names[0].IsExported(), n.Comment)
			}
		}
		return true
	})
	return nil
}

// The glossary stays short.
func TestGlossary(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("docs", "glossary.md"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n| ") - 1; n > 25 || n < 10 {
		t.Errorf("%d words, want at most 25", n)
	}
}
