package code

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
)

// roles holds the words by their first two letters.
var roles = makeRoles()

const longestWord = 10

type wordRole struct {
	text string
	role role
}

func makeRoles() (t [1 << 10][]wordRole) {
	for r, list := range map[role][]string{
		declares: {"const", "let", "var", "val", "final", "auto", "local", "my"},
		controls: {"if", "for", "while", "switch", "elif", "elsif", "catch", "foreach", "unless", "until", "else", "try", "do", "except", "with", "match", "case", "when", "guard"},
		returns:  {"return", "throw", "raise", "yield", "assert", "echo", "defer", "goto", "delete", "await"},
		calls:    {"new", "lambda"},
		function: {"function", "func", "fn", "def", "sub", "fun"},
		typed:    {"class", "struct", "interface", "enum", "trait", "impl", "namespace", "record", "union"},
		modifier: {"public", "private", "readonly", "protected", "static", "export", "async", "mut", "pub", "unsigned", "override", "abstract", "virtual", "inline",
			"int", "long", "float", "double", "char", "bool", "void", "string", "byte", "short", "boolean", "String", "List", "Map", "size_t", "uint", "int32", "int64", "uint8", "uint32", "uint64", "usize", "dyn", "ref", "type"},
		joins: {"in", "of", "and", "or", "not", "is", "instanceof", "typeof", "as", "then", "extends", "implements", "throws"},
		sql:   {"SELECT", "FROM", "WHERE", "INSERT", "INTO", "UPDATE", "SET", "DELETE", "VALUES", "JOIN", "ALTER", "CREATE", "DROP", "TABLE", "MERGE", "INDEX", "VIEW", "ORDER", "GROUP", "BY", "LIMIT", "AND", "OR", "ON", "LEFT", "INNER", "AS", "HAVING", "UNION", "DISTINCT", "IF", "EXISTS", "ADD", "COLUMN", "NOT", "NULL", "LIKE", "IN", "IS", "RETURNING"},
	} {
		for _, w := range list {
			at := startOf(w[0], w[1])
			t[at] = append(t[at], wordRole{w, r})
		}
	}
	return t
}

func startOf(a, b byte) int { return int(a&31)<<5 | int(b&31) }

func roleOf(word []byte) role {
	if len(word) < 2 || len(word) > longestWord {
		return name
	}
	list := roles[startOf(word[0], word[1])]
	for i := range list {
		if string(word) == list[i].text {
			return list[i].role
		}
	}
	return name
}

// telling marks the first two letters of the words that [tells] knows.
var telling = func() (t [1 << 10]bool) {
	for at, list := range roles {
		for _, w := range list {
			t[at] = t[at] || w.role <= typed || w.role == sql
		}
	}
	for _, w := range queries {
		t[startOf(w[0], w[1])] = true
	}
	return t
}()

var queries = [...]string{"select", "insert", "update", "delete"}

// tells judges the word that begins at s[i]: one of a program, or of a query. "delete" may
// be either, and a query needs no more than one.
func tells(s []byte, i int) (program, query bool) {
	word := s[i:wordEnd(s, i)]
	switch r := roleOf(word); {
	case r == sql, string(word) == "delete":
		return false, true
	case r == declares, r == controls, r == returns, r == function, r == typed:
		return true, false
	}
	for _, w := range queries {
		query = query || string(word) == w
	}
	return false, query
}

// extensions end file and host names, so that "config.json" is no member of anything.
var extensions = func() map[string]bool {
	set := make(map[string]bool)
	for _, x := range [...]string{
		"js", "ts", "tsx", "jsx", "mjs", "cjs", "py", "go", "rs", "java", "kt", "rb", "php", "cs", "cpp", "cc", "hpp", "json", "yaml", "yml", "toml", "md", "txt", "html", "css", "scss", "sql", "sh", "lock", "log",
		"xml", "csv", "env", "db", "cfg", "ini", "conf", "vue", "svelte", "swift", "scala", "dart", "ex", "exs", "proto", "tf", "gradle", "lua", "pl", "ps1", "bat", "exe", "dll", "so", "zip", "gz", "tar", "png", "svg", "pdf", "wasm", "map", "pem", "key", "crt", "jsonl", "ndjson", "sqlite", "snap", "test", "spec", "config",
		"com", "org", "net", "io", "dev", "example", "local", "app", "internal", "edu", "gov",
	} {
		set[x] = true
	}
	return set
}()
