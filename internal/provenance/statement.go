package provenance

import (
	"encoding/json"
	"fmt"

	"github.com/driftsync/driftsync/internal/attestation"
)

const (
	predicateType = "https://slsa.dev/provenance/v1"

	// BuildType is how a release is built: docs/release.md describes the parameters.
	BuildType = "https://github.com/driftsync/driftsync/blob/main/docs/release.md#v1"
)

// Statement is an in-toto statement with the provenance of the files of a release.
// https://slsa.dev/spec/v1.1/provenance
type Statement struct {
	Type          string     `json:"_type"`
	Subject       []Resource `json:"subject"`
	PredicateType string     `json:"predicateType"`
	Predicate     Predicate  `json:"predicate"`
}

// Resource is a file, a module or a source, with its digests in hex, by algorithm.
type Resource struct {
	Name   string            `json:"name,omitempty"`
	URI    string            `json:"uri,omitempty"`
	Digest map[string]string `json:"digest,omitempty"`
}

// Predicate says what was built from what, and by whom.
type Predicate struct {
	BuildDefinition BuildDefinition `json:"buildDefinition"`
	RunDetails      RunDetails      `json:"runDetails"`
}

// BuildDefinition is the input of a build: all that a second one needs to give the same
// bytes.
type BuildDefinition struct {
	BuildType            string            `json:"buildType"`
	ExternalParameters   Parameters        `json:"externalParameters"`
	InternalParameters   map[string]string `json:"internalParameters,omitempty"`
	ResolvedDependencies []Resource        `json:"resolvedDependencies"`
}

// Parameters are what whoever started the build chose.
type Parameters struct {
	Source  string   `json:"source"` // git+URL@ref
	Version string   `json:"version"`
	Systems []string `json:"systems"` // as GOOS/GOARCH
}

// RunDetails names the builder. Nothing in it depends on when the build ran.
type RunDetails struct {
	Builder Builder `json:"builder"`
}

// Builder is who ran the build.
type Builder struct {
	ID      string            `json:"id"` // a URI
	Version map[string]string `json:"version"`
}

// NewStatement returns a statement about files.
func NewStatement(files []Resource, p Predicate) *Statement {
	return &Statement{attestation.StatementType, files, predicateType, p}
}

func parse(payload []byte) (*Statement, error) {
	s := new(Statement)
	if err := json.Unmarshal(payload, s); err != nil {
		return nil, fmt.Errorf("%w: the statement of provenance does not parse", ErrRefused)
	}
	if s.Type != attestation.StatementType || s.PredicateType != predicateType || s.Predicate.BuildDefinition.BuildType != BuildType {
		return nil, fmt.Errorf("%w: it is no provenance of a release of driftsync", ErrRefused)
	}
	return s, nil
}
