package vocabulary

import (
	"bytes"
	"encoding/json"

	"github.com/driftsync/driftsync/abi/manifest"
)

// Manifest returns a manifest, as JSON, with the rules of the rules files instead of its own.
func (v *Vocabulary) Manifest(text []byte) ([]byte, error) {
	m, err := manifest.Parse(text)
	if err != nil {
		return nil, err
	}
	m.Rules = m.Rules[:0]
	for _, r := range v.Rules {
		m.Rules = append(m.Rules, manifest.Rule{ID: r.ID, Title: r.Title, Removes: r.Removes, Marker: r.Marker})
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	_, err = manifest.Parse(b.Bytes())
	return b.Bytes(), err
}
