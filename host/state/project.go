package state

import (
	"encoding/hex"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/identity"
)

// SourceDigest finds the unnamed source of a project's folder in a project of a
// destination, on this machine.
func (m *Machine) SourceDigest(project uuid.UUID, root string) string {
	return hex.EncodeToString(identity.Derive(m.ID, "source", project[:], []byte(RealRoot(root))))
}

// ProjectID names a project's folder on this machine, wherever it is pushed to.
func (m *Machine) ProjectID(root string) string { return m.SourceDigest(uuid.Nil, root) }

// ProjectFile is where a state folder keeps what it knows of a project, one file of each
// kind: "last" where its last push went, "proofs" its last proof.
func (m *Machine) ProjectFile(stateDir, kind, root string) string {
	return filepath.Join(stateDir, kind, m.ProjectID(root)+".json")
}

// RealRoot is a project root through links: a project that is reached by another name is
// the same one.
func RealRoot(root string) string {
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		return root
	}
	return real
}
