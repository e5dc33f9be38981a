package prove

import (
	"encoding/json"
	"net/url"
	"strings"
)

// spell writes a value in a spelling.
func spell(v value, k Kind, s Spelling, p *person) string {
	text := v.text
	switch s {
	case Quoted:
		return quoted(text, k)
	case Escaped:
		return marshal(marshal(map[string]string{"note": text}))
	case Percent:
		return url.QueryEscape(text)
	case Windows:
		return strings.ReplaceAll(text, "/", `\`)
	case FileURL:
		return "file://" + text
	case Listed:
		return marshal([]string{"checkout", text, "cart"})
	case Angled:
		return "Ada Quill <" + text + ">"
	case Turned:
		return p.surname + ", " + p.given
	case Trailer:
		return "Reviewed-by: " + text
	case Handle:
		return "@" + strings.ToLower(p.given+"."+p.surname)
	case UpperCase:
		return strings.ToUpper(text)
	}
	return text
}

// quoted puts a value in quotes: that of a variable alone, as files do.
func quoted(text string, k Kind) string {
	if name, v, ok := strings.Cut(text, "="); ok && k == Env {
		return name + `="` + v + `"`
	}
	if strings.Contains(text, `"`) {
		return "`" + text + "`"
	}
	return `"` + text + `"`
}

// marshal returns v as JSON, with the characters of source code as they are.
func marshal(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return "" // maps, lists and texts always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}
