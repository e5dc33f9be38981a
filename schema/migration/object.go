package migration

import (
	"regexp"
	"slices"
)

// Object is what a migration makes for the first time.
type Object struct {
	Kind   string // table, view, index, function or schema
	Schema string // empty for a schema
	Name   string
	File   File
}

// makers finds what makes something.
const makers = `(?m)^\s*create (?:or replace )?(?:unique )?(table|view|function|schema|index) (?:if not exists )?(?:(public|app_private)\.)?(\w+)`

// Objects returns what the files make, in their order. What a loop makes is not among it:
// it is made by name elsewhere.
func Objects(files []File) []Object {
	var all []Object
	made := regexp.MustCompile(makers)
	for _, f := range files {
		for _, m := range made.FindAllStringSubmatch(f.SQL, -1) {
			o := Object{Kind: m[1], Schema: m[2], Name: m[3], File: f}
			if o.Kind == "index" {
				o.Schema = "public" // of its table
			}
			if !slices.ContainsFunc(all, o.same) {
				all = append(all, o)
			}
		}
	}
	return all
}

func (o Object) same(other Object) bool {
	return o.Kind == other.Kind && o.Schema == other.Schema && o.Name == other.Name
}
