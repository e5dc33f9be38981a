package ruleset

import (
	_ "embed"
	"strings"
)

//go:embed sample.toml
var sample string

// Sample returns a rules file to begin with. name is that of the plugin.
func Sample(name string) []byte { return []byte(strings.ReplaceAll(sample, "<<NAME>>", name)) }

// Complete puts the rules of the sample into a module that is the engine without rules, and
// returns any other module as it is: so that there is something to compare it by.
func Complete(module []byte) ([]byte, error) {
	if sections, err := split(module); err != nil || !isEngine(sections) {
		return module, nil
	}
	f, err := Parse("sample.toml", Sample("sample"), nil)
	if err != nil {
		return nil, err
	}
	p, err := Build(f, module)
	if err != nil {
		return nil, err
	}
	return p.Wasm, nil
}

// isEngine reports whether a module has a place for rules, and none in it.
func isEngine(sections []section) bool {
	for _, s := range sections {
		if s.id != sectionData {
			continue
		}
		segments, _, err := readSegments(s.body)
		if err != nil {
			return false
		}
		_, err = areaOf(segments)
		return err == nil
	}
	return false
}
