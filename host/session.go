package host

import (
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/schema"
)

// session is what the destination granted the run, and what state counts for there.
type session struct {
	sink        sink.Sink // nil in a dry run
	lease       sink.Lease
	sourceKey   []byte
	teamKeyed   bool   // the team's key stands in for the source key
	teamBefore  bool   // it did so in the last run
	stripped    bool   // logs lose what another policy let pass
	staleReason string // why state counts for nothing, empty where it counts
	wasComplete bool   // the last run left nothing to do
	unstop      func() // ends the watch for an early end; nil where none was begun
}

// stale reports whether this run cannot build on what state says.
func (s *session) stale() bool { return s.staleReason != "" }

// ownKey is the source key as it is kept; nil where the team's key stands in for it.
func (s *session) ownKey() []byte {
	if s.teamKeyed {
		return nil
	}
	return s.sourceKey
}

// strips reports whether a log has to be settled under another policy than the one
// under which its rows were sent.
func (s *session) strips(meta *state.Meta, t *schema.Table) bool {
	return t.Rows == schema.Log && (s.stripped || meta.Tables[t.FullName()].Unstripped)
}

func (s *session) close() error {
	if s.unstop != nil {
		s.unstop()
	}
	if s.sink == nil {
		return nil
	}
	return s.sink.Close()
}
