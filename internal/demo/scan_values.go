package demo

import "strings"

// importOf returns the module that a line imports, "" where it imports none.
func importOf(l, language string) string {
	if language == "Go" && len(l) > 2 && l[0] == '"' && quoted(l) == l[1:len(l)-1] {
		return quoted(l) // a line of an import block
	}
	word, rest, ok := strings.Cut(l, " ")
	if !ok || rest == "(" {
		return ""
	}
	switch word {
	case "import", "from", "use", "using", "require", "#include":
	default:
		return ""
	}
	if q := quoted(rest); q != "" {
		return q
	}
	module, _, _ := strings.Cut(strings.TrimSuffix(rest, ";"), " ")
	return module
}

// quoted returns the first quoted text of a line, without its quotes.
func quoted(l string) string {
	start := strings.IndexAny(l, "\"'")
	if start < 0 {
		return ""
	}
	end := strings.IndexByte(l[start+1:], l[start])
	if end < 0 {
		return ""
	}
	return l[start+1 : start+1+end]
}

// constantOf takes NAME = 42 and the first string literal of any other line.
func (s *scanner) constantOf(l string, index, line int) {
	if len(s.constants) >= maxConstants {
		return
	}
	before, after, assigned := strings.Cut(l, "=")
	name := ""
	if assigned && !strings.HasPrefix(after, "=") {
		name = constantName(before)
	}
	value := quoted(l)
	if value == "" && name != "" {
		value = strings.TrimRight(strings.TrimSpace(after), ";,")
		if value == "" || value[0] < '0' || value[0] > '9' {
			return
		}
	}
	if len(value) == 0 || len(value) > 200 {
		return
	}
	c := constant{file: index, name: strings.Clone(name), value: strings.Clone(value), line: line, named: name != ""}
	if name == "" {
		c.name = c.value // Drift names an unnamed literal by itself
	}
	s.constants = append(s.constants, c)
}

// constantName returns the assigned name behind a constant's keyword or in capitals.
func constantName(before string) string {
	before, _, _ = strings.Cut(before, ":")
	before = strings.TrimSpace(before)
	name := identBefore(before, len(before))
	if strings.Contains(before, "const ") || name != "" && name == strings.ToUpper(name) {
		return name
	}
	return ""
}

// environments are the ways to read a variable; the name follows, in quotes unless
// the way ends with a point. A name that is computed is none.
var environments = []string{
	"process.env.", "os.Getenv(", "os.LookupEnv(", "os.environ[", "os.environ.get(", "os.getenv(", "env::var(",
	"System.getenv(", "ENV[", "getenv(", "Environment.GetEnvironmentVariable(", "import.meta.env.",
}

func (s *scanner) envOf(l string, index, line int) {
	for _, method := range environments {
		at := strings.Index(l, method)
		if at < 0 {
			continue
		}
		rest := l[at+len(method):]
		if !strings.HasSuffix(method, ".") {
			if rest == "" || rest[0] != '"' && rest[0] != '\'' {
				return
			}
			rest = rest[1:]
		}
		name := nameAfter(rest)
		if name == "" || len(name) > 64 {
			return
		}
		tail := rest[len(name):]
		s.envs = append(s.envs, envRead{
			file: index, name: strings.Clone(name), method: strings.TrimRight(method, ".(["), line: line,
			fallback: strings.Contains(tail, "||") || strings.Contains(tail, "??") || strings.Contains(tail, ", "),
		})
		return
	}
}
