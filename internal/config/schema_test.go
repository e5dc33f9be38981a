package config

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// form is the part of JSON Schema that is used.
type form struct {
	Type        string
	Description string
	Enum        []string
	Properties  map[string]*form
	Items       *form
	Additional  *bool `json:"additionalProperties"`
}

func committed(t *testing.T) *form {
	t.Helper()
	f := new(form)
	if err := json.Unmarshal(mustRead(t, filepath.Join("..", "..", "schema", "json", "driftsync.toml.1.json")), f); err != nil {
		t.Fatal(err)
	}
	return f
}

// sample returns a value of a form as TOML.
func (f *form) sample(t *testing.T) string {
	t.Helper()
	if len(f.Enum) > 0 {
		return "'" + f.Enum[0] + "'"
	}
	switch f.Type {
	case "integer":
		return "3"
	case "string":
		return "'x'"
	case "array":
		return "[" + f.Items.sample(t) + "]"
	case "object":
		return "{}"
	}
	t.Fatalf("type %q", f.Type)
	return ""
}

// accepts reports whether the parser takes a file.
func accepts(t *testing.T, text string) bool {
	t.Helper()
	root := t.TempDir()
	write(t, filepath.Join(root, "driftsync.toml"), text)
	_, err := Load(Places{Root: root}, func(string) string { return "" })
	return err == nil
}

// The committed schema and the parser agree in every key: what the one names the other
// takes, with a value of that type and of no other, and what the one does not name the
// other refuses.
func TestSchema_IsTheParsers(t *testing.T) {
	schema := committed(t)
	for name, table := range schema.Properties {
		if table.Description == "" {
			t.Errorf("%s is not described", name)
		}
		header := fmt.Sprintf("[%s]\n", name)
		if table.Type == "array" {
			header, table = fmt.Sprintf("[[%s]]\n", name), table.Items
		}
		if table.Additional == nil || *table.Additional || accepts(t, header+"unknown = 'x'\n") {
			t.Errorf("%s: an unknown key is allowed", name)
		}
		for key, value := range table.Properties {
			if value.Description == "" {
				t.Errorf("%s.%s is not described", name, key)
			}
			if !accepts(t, header+key+" = "+value.sample(t)+"\n") || accepts(t, header+key+" = true\n") ||
				len(value.Enum) > 0 && accepts(t, header+key+" = 'x'\n") {
				t.Errorf("%s.%s: the parser wants another type", name, key)
			}
		}
	}
	if schema.Additional == nil || *schema.Additional || accepts(t, "[unknown]\n") {
		t.Error("an unknown table is allowed")
	}
}

// Every field that the parser fills is in the committed schema.
func TestSchema_HasEveryField(t *testing.T) {
	var has func(at string, f *form, of reflect.Type)
	has = func(at string, f *form, of reflect.Type) {
		if of.Kind() == reflect.Slice && f.Items != nil {
			has(at, f.Items, of.Elem())
		}
		if of.Kind() != reflect.Struct {
			return
		}
		for i := range of.NumField() {
			name := of.Field(i).Tag.Get("toml")
			if inner := f.Properties[name]; inner == nil {
				t.Errorf("%s.%s is not in the schema", at, name)
			} else {
				has(at+"."+name, inner, of.Field(i).Type)
			}
		}
		if len(f.Properties) != of.NumField() {
			t.Errorf("%s has %d keys in the schema, %d fields", at, len(f.Properties), of.NumField())
		}
	}
	has("", committed(t), reflect.TypeFor[File]())
}

func TestLoad_NamedFile(t *testing.T) {
	root, home, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, filepath.Join(home, ".drift", "driftsync.toml"), "[cloud]\nurl = 'https://own'\nkey = 'own'\n")
	write(t, filepath.Join(root, "driftsync.toml"), "[cloud]\nurl = 'https://project'\n")
	named := filepath.Join(elsewhere, "ci.toml")
	write(t, named, "[cloud]\nkey = 'named'\ntrusted = ['https://project']\n[[plugin]]\nname = 'one'\npath = 'one.wasm'\n")
	none := func(string) string { return "" }
	c, err := Load(Places{Root: root, Home: home, User: named}, none)
	if err != nil {
		t.Fatal(err)
	}
	if c.Cloud.URL != "https://project" || c.Cloud.Key != "named" || !c.URLTrusted || c.Plugins[0].Path != filepath.Join(elsewhere, "one.wasm") {
		t.Errorf("%+v", c)
	}
	if c, err = Load(Places{Root: root, Home: home}, none); err != nil || c.Cloud.Key != "own" || c.URLTrusted {
		t.Errorf("without it: %+v, %v", c, err)
	}
	if err := Trust(Places{Root: root, Home: home, User: named}, "https://next"); err != nil {
		t.Fatal(err)
	}
	if c, err = Load(Places{Root: root, Home: home, User: named}, none); err != nil || len(c.Cloud.Trusted) != 2 {
		t.Errorf("trusted %v, %v", c.Cloud.Trusted, err)
	}
	link := filepath.Join(elsewhere, "link.toml")
	if err := os.Symlink(filepath.Join(root, "driftsync.toml"), link); err != nil {
		t.Fatal(err)
	}
	for what, user := range map[string]string{"a missing file": filepath.Join(elsewhere, "missing.toml"),
		"the project's own file": filepath.Join(root, "driftsync.toml"), "a link to the project's own file": link} {
		if _, err := Load(Places{Root: root, Home: home, User: user}, none); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
}
