package cortex

import "time"

// SyncResult is what Cortex's own sync answers. Pushed counts memories that the
// destination confirmed in a new form, or as gone. Nothing is ever pulled, and no
// conflict is resolved in passing.
type SyncResult struct {
	Status            string `json:"status"` // Success, Offline, Throttled; Error where the destination or the policy refused
	Pushed            int64  `json:"pushed"`
	Pulled            int64  `json:"pulled"`
	ConflictsResolved int64  `json:"conflicts_resolved"`
	ManualConflicts   int    `json:"manual_conflicts"` // that are open
}

// PipelineResult is the push as a whole.
type PipelineResult struct {
	Success    bool     `json:"success"`
	TotalRows  int64    `json:"totalRows"` // that the destination confirmed
	DurationMs int64    `json:"durationMs"`
	Errors     []string `json:"errors"` // codes and tables
}

// SyncOutcome is what Drift's command line and its MCP tool answer.
type SyncOutcome struct {
	Cortex       *SyncResult     `json:"cortex"` // of no memories in a project without Cortex
	DataPipeline *PipelineResult `json:"dataPipeline"`
}

// CloudState is what Cortex's own status answers, and how many conflicts are open.
type CloudState struct {
	Status    string `json:"status"` // Disconnected, Connected, Syncing, Offline or Error
	Online    bool   `json:"is_online"`
	Queue     int64  `json:"offline_queue_length"` // memories that a push would send
	Conflicts int    `json:"manual_conflicts"`
}

// PipelineState is what is known of the push as a whole.
type PipelineState struct {
	Available     bool             `json:"available"`
	Authenticated bool             `json:"authenticated"`
	Configured    bool             `json:"configured"`
	ProjectID     *string          `json:"projectId"`
	LastSyncAt    *time.Time       `json:"lastSyncAt"`
	LastRows      int64            `json:"lastSyncRowCount"` // at the destination
	Cursors       map[string]int64 `json:"cursors"`          // by database; shown, never trusted
}

// CloudStatus is what Drift's command line and its MCP tool answer.
type CloudStatus struct {
	Cortex       *CloudState    `json:"cortex"`
	DataPipeline *PipelineState `json:"dataPipeline"`
}
