// Package mcp offers the cloud of a project to agents, as a server of the Model
// Context Protocol. An agent sees shapes, counts and rules, and never a row's value;
// it cannot name a destination, a project or a plugin.
package mcp

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/cortex"
)

// Project is what the tools act on. The functions may be called at the same time.
type Project struct {
	// Sync pushes. The outcome may be there beside an error.
	Sync    func(ctx context.Context, full bool, progress func(Step)) (*cortex.SyncOutcome, error)
	Status  func(ctx context.Context) (*cortex.CloudStatus, error)
	Resolve func(ctx context.Context, memory, resolution string) (*cortex.Resolution, error)
	// Preview says what a push would send; table is a glob, empty for all.
	Preview func(ctx context.Context, table string, all bool) (*Preview, error)
}

// Step is one step of a push.
type Step struct {
	Stage string // read or send
	Table string // "database.table"
	Rows  int64  // of this step
}

// Preview is the shape of what a push would send.
type Preview struct {
	Unchanged   bool            `json:"unchanged" jsonschema:"nothing changed since the last push"`
	Tables      []PreviewTable  `json:"tables"`
	Columns     []PreviewColumn `json:"columns" jsonschema:"columns from which a rule took something away, and all columns where one table was asked for"`
	StaysHere   []string        `json:"stays_here" jsonschema:"tables and columns that the catalogue does not know; they never leave"`
	Quarantined []Quarantine    `json:"quarantined" jsonschema:"rows that must stay here, by reason"`
}

// PreviewTable counts the rows of one table.
type PreviewTable struct {
	Table       string `json:"table"`
	Cloud       string `json:"cloud_table"`
	Rows        int64  `json:"rows"`
	Unchanged   int64  `json:"unchanged"`
	Send        int64  `json:"would_send"`
	Remove      int64  `json:"would_remove"`
	Dropped     int64  `json:"dropped"`
	Quarantined int64  `json:"quarantined"`
}

// PreviewColumn says what a column holds and what is taken away from it.
type PreviewColumn struct {
	Table  string           `json:"table"`
	Column string           `json:"column"`
	Class  string           `json:"class"`
	Rules  map[string]int64 `json:"rules" jsonschema:"how often a rule applied, by plugin/rule"`
}

// Quarantine counts rows that stay here for one reason.
type Quarantine struct {
	Table  string `json:"table"`
	Column string `json:"column,omitempty"`
	Stage  string `json:"stage"`
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
}

// progressEvery is the least time between two notifications of one call.
const progressEvery = 200 * time.Millisecond

// NewServer returns a server with the four tools.
func NewServer(p Project, version string) *mcp.Server {
	s := mcp.NewServer(&mcp.Implementation{Name: "driftsync", Title: "driftsync", Version: version}, &mcp.ServerOptions{
		Instructions: "Carries Drift's metadata to the team's cloud. Source code, secrets and absolute paths stay on this machine. " +
			"Preview first; sync pushes to the destination that the user configured.",
		Capabilities: &mcp.ServerCapabilities{},
	})
	s.AddReceivingMiddleware(alias)
	h := handler{p}
	mcp.AddTool(s, &mcp.Tool{Name: "drift_cloud_sync", Title: "Push to the cloud",
		Description: "Push what changed since the last push, redacted, to the cloud project that the user configured, and record it in cortex.db.",
		Annotations: &mcp.ToolAnnotations{DestructiveHint: new(bool), IdempotentHint: true, OpenWorldHint: yes()}}, h.sync)
	mcp.AddTool(s, &mcp.Tool{Name: "drift_cloud_status", Title: "Cloud status",
		Description: "Is the cloud reachable, who is logged in, when was the last push, and what waits?",
		Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, OpenWorldHint: yes()}}, h.status)
	mcp.AddTool(s, &mcp.Tool{Name: "drift_cloud_resolve", Title: "Resolve a conflict",
		Description: "Resolve the open conflicts of one memory. local_wins keeps the memory that is here, last_write_wins does so where it is the newer one, " +
			"manual leaves it to a person. remote_wins and crdt_merge are refused: the cloud holds a redacted copy.",
		Annotations: &mcp.ToolAnnotations{DestructiveHint: new(bool), IdempotentHint: true, OpenWorldHint: yes()}}, h.resolve)
	mcp.AddTool(s, &mcp.Tool{Name: "drift_cloud_preview", Title: "What would leave",
		Description: "Shapes, counts and rules of what a push would send. No values. Sends nothing.",
		Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, OpenWorldHint: new(bool)}}, h.preview)
	return s
}

// aliases are what another of Drift's own servers calls the same tools. They are answered
// and not listed: an agent that sees a tool twice has to choose.
var aliases = map[string]string{
	"cortex_cloud_sync": "drift_cloud_sync", "cortex_cloud_status": "drift_cloud_status", "cortex_cloud_resolve": "drift_cloud_resolve",
}

func alias(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		if call, ok := req.(*mcp.CallToolRequest); ok {
			if name, ok := aliases[call.Params.Name]; ok {
				call.Params.Name = name
			}
		}
		return next(ctx, method, req)
	}
}

func yes() *bool {
	t := true
	return &t
}

type handler struct{ Project }

type syncArgs struct {
	Full bool `json:"full,omitempty" jsonschema:"send every row, and mark what is no longer there"`
}

type statusArgs struct{}

type resolveArgs struct {
	Memory     string `json:"memory_id" jsonschema:"the memory"`
	Resolution string `json:"resolution" jsonschema:"local_wins, last_write_wins, manual, remote_wins or crdt_merge"`
}

type previewArgs struct {
	Table string `json:"table,omitempty" jsonschema:"a table such as violations or cortex.memories; patterns such as memory_* are allowed"`
	All   bool   `json:"all,omitempty" jsonschema:"look at every row, not only at those that changed since the last push"`
}

func (h handler) sync(ctx context.Context, req *mcp.CallToolRequest, args syncArgs) (*mcp.CallToolResult, *cortex.SyncOutcome, error) {
	out, err := h.Sync(ctx, args.Full, reporter(ctx, req))
	if out != nil && err != nil && out.Cortex != nil {
		// The outcome says how far it got, so it is the answer; it is marked as an error.
		return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: explain(err)}}}, out, nil
	}
	return nil, out, toolError(err)
}

func (h handler) status(ctx context.Context, _ *mcp.CallToolRequest, _ statusArgs) (*mcp.CallToolResult, *cortex.CloudStatus, error) {
	out, err := h.Status(ctx)
	return nil, out, toolError(err)
}

func (h handler) resolve(ctx context.Context, _ *mcp.CallToolRequest, args resolveArgs) (*mcp.CallToolResult, *cortex.Resolution, error) {
	out, err := h.Resolve(ctx, args.Memory, args.Resolution)
	if err != nil {
		return nil, nil, toolError(err)
	}
	if !out.Applied {
		return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: "not applied: " + out.Reason}}}, out, nil
	}
	return nil, out, nil
}

func (h handler) preview(ctx context.Context, _ *mcp.CallToolRequest, args previewArgs) (*mcp.CallToolResult, *Preview, error) {
	out, err := h.Preview(ctx, args.Table, args.All)
	return nil, out, toolError(err)
}

// reporter sends the steps of a push to a client that asked for progress.
func reporter(ctx context.Context, req *mcp.CallToolRequest) func(Step) {
	token := req.Params.GetProgressToken()
	if token == nil {
		return func(Step) {}
	}
	var mu sync.Mutex
	var rows int64
	var last time.Time
	return func(s Step) {
		mu.Lock()
		defer mu.Unlock()
		rows += s.Rows
		if time.Since(last) < progressEvery {
			return
		}
		last = time.Now()
		// A client that does not listen any more is not a reason to stop.
		_ = req.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{ProgressToken: token, Progress: float64(rows),
			Message: fmt.Sprintf("%s %s", s.Stage, s.Table)})
	}
}

// toolError gives an agent the code and the way out as well.
func toolError(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(explain(err))
}

func explain(err error) string {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return "internal error" // its text was not made for others
	}
	if f.Hint == "" {
		return fmt.Sprintf("%s (%s)", f.Message, f.Code)
	}
	return fmt.Sprintf("%s (%s); %s", f.Message, f.Code, f.Hint)
}
