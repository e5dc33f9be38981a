package config

import (
	"reflect"
	"strings"
)

// SchemaName is the name and version of the form of a driftsync.toml.
const SchemaName = "driftsync.toml/1"

// Schema returns the JSON Schema of a driftsync.toml, for editors and for checks. It
// follows from [File], and allows what [Load] does. The caller owns it.
func Schema() map[string]any {
	s := schemaOf(reflect.TypeFor[File]())
	s["$schema"], s["title"] = "https://json-schema.org/draft/2020-12/schema", SchemaName
	return s
}

func schemaOf(t reflect.Type) map[string]any {
	switch t.Kind() {
	case reflect.Struct:
		properties := make(map[string]any)
		for i := range t.NumField() {
			f := t.Field(i)
			property := schemaOf(f.Type)
			property["description"] = f.Tag.Get("doc")
			if values := f.Tag.Get("enum"); values != "" {
				property["enum"] = strings.Split(values, ",")
			}
			properties[f.Tag.Get("toml")] = property
		}
		return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	}
	return map[string]any{"type": "string"}
}
