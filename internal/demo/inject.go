package demo

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// inject puts a value into a JSON document: source under a key for source, a
// path into a list of texts, and anything else, as a path without a list, at the end
// of the longest sentence. Where there is none of these it adds a note.
func inject(text, kind, value string) string {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		v = object{}
	}
	switch kind {
	case SourceLine, Snippet:
		if texts(v) {
			v = append(v.(list), value)
		} else if !setSource(v, value) {
			v = noted(v, "code", value)
		}
	case MeetingName:
		v = noted(v, "attendees", list{value})
	case RootPath, HomePath, OtherHome, WindowsPath:
		appended, ok := appendText(v, value)
		if !ok {
			return addSentence(v, sentence(kind, value))
		}
		v = appended
	default:
		if texts(v) {
			v = append(v.(list), value)
		} else {
			return addSentence(v, sentence(kind, value))
		}
	}
	return doc(v)
}

func addSentence(v any, text string) string {
	longest := longestSentence(v)
	if longest == "" {
		return doc(noted(v, "note", text))
	}
	done := false
	return doc(replaceText(v, longest, longest+" "+text, &done))
}

// noted adds a key to an object, or an object to a list.
func noted(v any, key string, text any) any {
	switch v := v.(type) {
	case object:
		if data, ok := v["data"].(object); ok {
			data[key] = text
			return v
		}
		v[key] = text
		return v
	case list:
		return append(v, object{key: text})
	}
	return object{key: text}
}

// sourceKeys are keys whose value is source text.
var sourceKeys = map[string]bool{
	"code": true, "snippet": true, "context": true, "example": true, "bad_example": true, "good_example": true, "signature": true,
}

func sortedKeys(o object) []string { return slices.Sorted(maps.Keys(o)) }

func setSource(v any, line string) bool {
	switch v := v.(type) {
	case object:
		for _, key := range sortedKeys(v) {
			if _, text := v[key].(string); text && sourceKeys[key] {
				v[key] = line
				return true
			}
			if setSource(v[key], line) {
				return true
			}
		}
	case list:
		for _, inner := range v {
			if setSource(inner, line) {
				return true
			}
		}
	}
	return false
}

func texts(v any) bool {
	l, ok := v.(list)
	for _, inner := range l {
		if _, text := inner.(string); !text {
			return false
		}
	}
	return ok
}

// appendText adds a text to the first list of texts.
func appendText(v any, text string) (any, bool) {
	switch v := v.(type) {
	case object:
		for _, key := range sortedKeys(v) {
			if inner, ok := appendText(v[key], text); ok {
				v[key] = inner
				return v, true
			}
		}
	case list:
		if texts(v) {
			return append(v, text), true
		}
		for i, inner := range v {
			if changed, ok := appendText(inner, text); ok {
				v[i] = changed
				return v, true
			}
		}
	}
	return v, false
}

// longestSentence returns the longest text of several words that is not source.
func longestSentence(v any) string {
	longest := ""
	switch v := v.(type) {
	case string:
		if strings.Contains(v, " ") {
			return v
		}
	case object:
		for _, key := range sortedKeys(v) {
			if l := longestSentence(v[key]); !sourceKeys[key] && len(l) > len(longest) {
				longest = l
			}
		}
	case list:
		for _, inner := range v {
			if l := longestSentence(inner); len(l) > len(longest) {
				longest = l
			}
		}
	}
	return longest
}

// replaceText changes the first text that equals from.
func replaceText(v any, from, to string, done *bool) any {
	switch v := v.(type) {
	case string:
		if v == from && !*done {
			*done = true
			return to
		}
	case object:
		for _, key := range sortedKeys(v) {
			if !sourceKeys[key] {
				v[key] = replaceText(v[key], from, to, done)
			}
		}
	case list:
		for i := range v {
			v[i] = replaceText(v[i], from, to, done)
		}
	}
	return v
}
