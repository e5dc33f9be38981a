package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/config"
	"github.com/driftsync/driftsync/host/demo"
	"github.com/driftsync/driftsync/host/doctor"
	"github.com/driftsync/driftsync/host/preview"
	"github.com/driftsync/driftsync/host/sink"
)

// results are what stands under summary and result of each envelope.
var results = map[string]struct{ summary, result any }{
	"driftsync.push/1":       {sink.Counts{}, host.Result{}},
	"driftsync.login/1":      {loginResult{}, nil},
	"driftsync.logout/1":     {logoutResult{}, nil},
	"driftsync.status/1":     {map[string]any{}, statusResult{}},
	"driftsync.doctor/1":     {map[string]int{}, []doctor.Finding{}},
	"driftsync.preview/1":    {map[string]int{}, []preview.Table{}},
	"driftsync.config/1":     {nil, []config.Value{}},
	"driftsync.env/1":        {nil, []variable{}},
	"driftsync.version/1":    {map[string]string{}, nil},
	"driftsync.quarantine/1": {map[string]int{}, []reason{}},
	"driftsync.usage/1":      {nil, nil},
}

// schemaOf returns the JSON Schema of what encoding/json makes of a type. Readers
// ignore what they do not know, so other properties are allowed.
func schemaOf(t reflect.Type) map[string]any {
	if t == nil {
		return map[string]any{}
	}
	switch t {
	case reflect.TypeFor[uuid.UUID](), reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		inner := schemaOf(t.Elem())
		return nullable(inner)
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Int, reflect.Int64, reflect.Uint32, reflect.Int32, reflect.Uint64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice:
		return nullable(map[string]any{"type": "array", "items": schemaOf(t.Elem())})
	case reflect.Map:
		return nullable(map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())})
	case reflect.Struct:
		properties, required := map[string]any{}, []any{}
		fields(t, properties, &required)
		return map[string]any{"type": "object", "properties": properties, "required": required}
	}
	return map[string]any{}
}

func nullable(schema map[string]any) map[string]any {
	if kind, ok := schema["type"].(string); ok {
		schema["type"] = []any{kind, "null"}
	}
	return schema
}

// fields adds those of a struct, and of the structs that are embedded in it.
func fields(t reflect.Type, properties map[string]any, required *[]any) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case f.Anonymous && name == "" && inner.Kind() == reflect.Struct:
			fields(inner, properties, required)
		case !f.IsExported() || name == "-":
		default:
			if name == "" {
				name = f.Name
			}
			properties[name] = schemaOf(f.Type)
			if !strings.Contains(options, "omit") {
				*required = append(*required, name)
			}
		}
	}
}

func envelopeSchema(name string) map[string]any {
	of := results[name]
	e := schemaOf(reflect.TypeFor[envelope]())
	properties := e["properties"].(map[string]any)
	properties["schema"] = map[string]any{"const": name}
	properties["summary"] = nullable(schemaOf(reflect.TypeOf(of.summary)))
	properties["result"] = nullable(schemaOf(reflect.TypeOf(of.result)))
	e["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	e["title"] = name
	return e
}

func schemaFile(name string) string {
	return filepath.Join("..", "..", "schema", "json", strings.ReplaceAll(name, "/", ".")+".json")
}

// TestSchemas compares the committed schemas with the types; DRIFTSYNC_UPDATE=1 writes
// them anew. A field that goes away or changes its type needs a new number instead.
func TestSchemas(t *testing.T) {
	for name := range results {
		made, err := json.MarshalIndent(envelopeSchema(name), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, '\n')
		if os.Getenv("DRIFTSYNC_UPDATE") == "1" && os.Getenv("CI") == "" {
			if err := os.WriteFile(schemaFile(name), made, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		committed, err := os.ReadFile(schemaFile(name))
		if err != nil || string(committed) != string(made) {
			t.Errorf("%s is not what the types give (%v): run make schemas", schemaFile(name), err)
		}
	}
}

// TestJSON_FitsItsSchema runs commands, good and bad ones, and holds what they print
// against the schema that they name.
func TestJSON_FitsItsSchema(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_STATE_HOME", filepath.Join(home, "state"))
	t.Setenv("DRIFTSYNC_CACHE", testCache())
	root := filepath.Join(home, "shop")
	if _, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1700}); err != nil {
		t.Fatal(err)
	}
	to := "file:" + filepath.Join(home, "out.db")
	for _, args := range [][]string{
		{"push", "--root", root, "--to", to}, {"push", "--root", root}, {"push", "--root", root, "--to", to},
		{"push", "--root", root, "--to", to, "--dry-run"}, {"status", "--root", root, "--to", to, "--pending"},
		{"quarantine", "list", "--root", root, "--to", to}, {"doctor", "--root", root}, {"preview", "--root", root, "--sample", "1"},
		{"config", "show", "--root", root}, {"config", "validate"}, {"env"}, {"version"}, {"login"}, {"logout"}, {"nonsense"},
	} {
		_, out, _ := command(t, append([]string{"--json"}, args...)...)
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Errorf("%v: %v", args, err)
			continue
		}
		name, _ := got["schema"].(string)
		var schema map[string]any
		data, err := os.ReadFile(schemaFile(name))
		if err != nil || json.Unmarshal(data, &schema) != nil {
			t.Errorf("%v: no schema %s: %v", args, name, err)
			continue
		}
		for _, problem := range misfits("", schema, got) {
			t.Errorf("%v: %s", args, problem)
		}
	}
}

func TestMisfits(t *testing.T) {
	schema := envelopeSchema("driftsync.login/1")
	data, err := json.Marshal(schema)
	if err != nil || json.Unmarshal(data, &schema) != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		`{}`, `{"schema":"driftsync.push/1","ok":true,"summary":null,"result":null,"error":null}`,
		`{"schema":"driftsync.login/1","ok":"yes","summary":null,"result":null,"error":null}`,
		`{"schema":"driftsync.login/1","ok":true,"summary":{"url":1,"email":"","store":"","expires_at":""},"result":null,"error":null}`,
	} {
		var value any
		if err := json.Unmarshal([]byte(bad), &value); err != nil {
			t.Fatal(err)
		}
		if len(misfits("", schema, value)) == 0 {
			t.Errorf("%s fits", bad)
		}
	}
}

// misfits holds a value against the part of JSON Schema that is used here.
func misfits(at string, schema map[string]any, value any) (all []string) {
	if want, ok := schema["const"]; ok && want != value {
		return []string{fmt.Sprintf("%s is not %v", at, want)}
	}
	kinds, _ := schema["type"].([]any)
	if kind, ok := schema["type"].(string); ok {
		kinds = []any{kind}
	}
	kind := kindOf(value)
	if len(kinds) > 0 && !slices.Contains(kinds, any(kind)) && (kind != "integer" || !slices.Contains(kinds, any("number"))) {
		return []string{fmt.Sprintf("%s is of type %s, not %v", at, kind, kinds)}
	}
	switch v := value.(type) {
	case []any:
		items, _ := schema["items"].(map[string]any)
		for i, each := range v {
			all = append(all, misfits(fmt.Sprintf("%s[%d]", at, i), items, each)...)
		}
	case map[string]any:
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, ok := v[name.(string)]; !ok {
				all = append(all, fmt.Sprintf("%s lacks %v", at, name))
			}
		}
		properties, _ := schema["properties"].(map[string]any)
		other, _ := schema["additionalProperties"].(map[string]any)
		for name, each := range v {
			if known, ok := properties[name].(map[string]any); ok {
				all = append(all, misfits(at+"."+name, known, each)...)
			} else {
				all = append(all, misfits(at+"."+name, other, each)...)
			}
		}
	}
	return all
}

func kindOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case float64:
		if v == math.Trunc(v) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	}
	return "object"
}
