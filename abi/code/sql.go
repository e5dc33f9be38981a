package code

import "bytes"

// beginsQuery reports that what has to follow the word of SQL that ends at s[i] does.
func beginsQuery(s []byte, verb string, i int) bool {
	line := s[i:lineEnd(s, i)]
	switch verb {
	case "DELETE":
		return bytes.HasPrefix(line, []byte(" FROM "))
	case "INSERT":
		return bytes.Contains(line, []byte("INTO "))
	case "UPDATE":
		return bytes.Contains(line, []byte(" SET "))
	case "SELECT":
		return bytes.Contains(line, []byte(" FROM "))
	}
	return true
}

// queryEnd returns the end of the query in lower case that s[i:] begins with, or 0. Its
// words are those of sentences too, so that it takes more of them than in capitals.
func queryEnd(s []byte, i int) int {
	end := lineEnd(s, i)
	line := s[i:end]
	from := -1
	switch string(line[:6]) {
	case "select":
		from = bytes.Index(line, []byte(" from "))
		if bytes.HasPrefix(line, []byte("select * from ")) {
			return end
		}
	case "delete":
		if bytes.HasPrefix(line, []byte("delete from ")) {
			from = 6
		}
	case "insert":
		if bytes.HasPrefix(line, []byte("insert into ")) && bytes.Contains(line, []byte("values")) {
			return end
		}
	case "update":
		if from = bytes.Index(line, []byte(" set ")); from > 0 && !bytes.Contains(line[from:], []byte(" = ")) {
			from = -1
		}
	}
	if from < 0 {
		return 0
	}
	for _, clause := range [...]string{" where ", " join ", " order by ", " group by ", " limit ", " = "} {
		if at := bytes.Index(line[from:], []byte(clause)); at >= 0 && bytes.ContainsAny(line[from+at:], "=<>(0123456789") {
			return end
		}
	}
	return 0
}

// lineEnd returns the end of the line that s[i] is in.
func lineEnd(s []byte, i int) int {
	for i < len(s) {
		c, w := character(s, i)
		if c == '\n' || c == '\r' {
			return i
		}
		i += w
	}
	return i
}

// statement notes a word of SQL; two that belong together make a statement.
func (x *scanner) statement(word []byte, i, end int) {
	follows := end < len(x.s) && (x.s[end] == ' ' || x.s[end] == '(' || x.s[end] == ';')
	switch {
	case x.run.sql == 0:
		switch string(word) {
		case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "ALTER", "DROP":
			if follows && beginsQuery(x.s, string(word), end) {
				first := x.run.first && x.run.start == i
				x.run.end = i // of what stands before
				x.boundary(i, first)
				x.run.end, x.run.sql, x.last = end, 1, keyword
				return
			}
		}
		x.last = operand
	case follows || string(word) == "NULL":
		switch string(word) {
		case "FROM", "INTO", "SET", "TABLE", "INDEX", "VIEW":
			if n := wordAfter(x.s, end); n > 0 || x.s[end] == '(' || end+1 < len(x.s) && (x.s[end+1] == '"' || x.s[end+1] == '`' || x.s[end+1] == '(') {
				if x.run.sql < 9 {
					x.run.sql++
				}
			}
		}
	}
}
