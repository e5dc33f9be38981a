package mcp

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/cortex"
)

// connect returns a session of the SDK's own client with a server of the project.
func connect(t *testing.T, p Project, o *mcp.ClientOptions) *mcp.ClientSession {
	t.Helper()
	here, there := mcp.NewInMemoryTransports()
	server, err := NewServer(p, "1.0.0").Connect(t.Context(), there, nil)
	if err != nil {
		t.Fatal(err)
	}
	client, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, o).Connect(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		server.Wait()
	})
	return client
}

func call(t *testing.T, s *mcp.ClientSession, tool string, args any) *mcp.CallToolResult {
	t.Helper()
	r, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func text(r *mcp.CallToolResult) string {
	var b strings.Builder
	for _, c := range r.Content {
		if t, ok := c.(*mcp.TextContent); ok {
			b.WriteString(t.Text)
		}
	}
	return b.String()
}

func TestServer_Tools(t *testing.T) {
	s := connect(t, Project{}, nil)
	list, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	type shape struct {
		Properties []string
		Required   []any
		ReadOnly   bool
	}
	got := map[string]shape{}
	for _, tool := range list.Tools {
		schema, _ := tool.InputSchema.(map[string]any)
		if more, ok := schema["additionalProperties"].(map[string]any); !ok || more["not"] == nil {
			if schema["additionalProperties"] != false {
				t.Errorf("%s takes arguments that it does not name: %v", tool.Name, schema["additionalProperties"])
			}
		}
		var one shape
		properties, _ := schema["properties"].(map[string]any)
		for name := range properties {
			one.Properties = append(one.Properties, name)
			for _, word := range []string{"url", "to", "destination", "plugin", "path", "root", "project", "tenant", "key"} {
				if name == word {
					t.Errorf("%s lets an agent name a %s", tool.Name, word)
				}
			}
		}
		one.Required, _ = schema["required"].([]any)
		one.ReadOnly = tool.Annotations.ReadOnlyHint
		if tool.Annotations.DestructiveHint != nil && *tool.Annotations.DestructiveHint || tool.Description == "" {
			t.Errorf("%s: annotations %+v", tool.Name, tool.Annotations)
		}
		got[tool.Name] = one
	}
	want := map[string]shape{
		"drift_cloud_sync":    {Properties: []string{"full"}},
		"drift_cloud_status":  {ReadOnly: true},
		"drift_cloud_resolve": {Properties: []string{"memory_id", "resolution"}, Required: []any{"memory_id", "resolution"}},
		"drift_cloud_preview": {Properties: []string{"all", "table"}, ReadOnly: true},
	}
	sorted := cmp.Transformer("sort", func(in []string) map[string]bool {
		set := map[string]bool{}
		for _, s := range in {
			set[s] = true
		}
		return set
	})
	if diff := cmp.Diff(want, got, sorted); diff != "" {
		t.Error(diff)
	}
}

// The names of another of Drift's servers are answered, and not listed.
func TestServer_Aliases(t *testing.T) {
	s := connect(t, Project{
		Sync: func(context.Context, bool, func(Step)) (*cortex.SyncOutcome, error) {
			return &cortex.SyncOutcome{Cortex: &cortex.SyncResult{Status: "Success"}, DataPipeline: &cortex.PipelineResult{Errors: []string{}}}, nil
		},
		Status: func(context.Context) (*cortex.CloudStatus, error) {
			return &cortex.CloudStatus{Cortex: &cortex.CloudState{Status: "Connected"}, DataPipeline: &cortex.PipelineState{Cursors: map[string]int64{}}}, nil
		},
		Resolve: func(_ context.Context, memory, resolution string) (*cortex.Resolution, error) {
			return &cortex.Resolution{Memory: memory, Strategy: cortex.Strategy(resolution), Applied: true}, nil
		},
	}, nil)
	for name, args := range map[string]map[string]any{
		"cortex_cloud_sync": {"full": true}, "cortex_cloud_status": {}, "cortex_cloud_resolve": {"memory_id": "m1", "resolution": "manual"},
	} {
		if r := call(t, s, name, args); r.IsError {
			t.Errorf("%s: %s", name, text(r))
		}
	}
}

func TestServer_Sync(t *testing.T) {
	heard := make(chan *mcp.ProgressNotificationParams, 10)
	p := Project{Sync: func(_ context.Context, full bool, progress func(Step)) (*cortex.SyncOutcome, error) {
		progress(Step{"read", "drift.functions", 40})
		rows := int64(1)
		if full {
			rows = 100
		}
		return &cortex.SyncOutcome{Cortex: &cortex.SyncResult{Status: "Success", Pushed: 1},
			DataPipeline: &cortex.PipelineResult{Success: true, TotalRows: rows, Errors: []string{}}}, nil
	}}
	s := connect(t, p, &mcp.ClientOptions{ProgressNotificationHandler: func(_ context.Context, r *mcp.ProgressNotificationClientRequest) { heard <- r.Params }})
	params := &mcp.CallToolParams{Name: "drift_cloud_sync", Arguments: map[string]any{"full": true}}
	params.SetProgressToken("p1")
	r, err := s.CallTool(t.Context(), params)
	if err != nil || r.IsError {
		t.Fatalf("%v: %s", err, text(r))
	}
	var out cortex.SyncOutcome
	decode(t, r.StructuredContent, &out)
	if out.DataPipeline.TotalRows != 100 || out.Cortex.Status != "Success" {
		t.Errorf("answer is %+v", out)
	}
	if n := <-heard; n.Progress != 40 || n.ProgressToken != "p1" || !strings.Contains(n.Message, "drift.functions") {
		t.Errorf("progress is %+v", n)
	}
	if r := call(t, s, "drift_cloud_sync", map[string]any{"to": "file:x"}); !r.IsError {
		t.Error("an unknown argument was let through")
	}
}

func decode(t *testing.T, from, into any) {
	t.Helper()
	data, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestServer_Faults(t *testing.T) {
	p := Project{
		Sync: func(context.Context, bool, func(Step)) (*cortex.SyncOutcome, error) {
			return &cortex.SyncOutcome{Cortex: &cortex.SyncResult{Status: "Offline"}, DataPipeline: &cortex.PipelineResult{Errors: []string{"sink.unreachable"}}},
				fault.New(fault.SinkUnreachable, "the destination does not answer", "push again later", nil)
		},
		Status: func(context.Context) (*cortex.CloudStatus, error) { return nil, context.DeadlineExceeded },
		Resolve: func(_ context.Context, memory, resolution string) (*cortex.Resolution, error) {
			return &cortex.Resolution{Memory: memory, Strategy: cortex.Strategy(resolution), Reason: "the memory has no open conflict"}, nil
		},
	}
	s := connect(t, p, nil)
	r := call(t, s, "drift_cloud_sync", nil)
	var out cortex.SyncOutcome
	decode(t, r.StructuredContent, &out)
	if !r.IsError || !strings.Contains(text(r), "sink.unreachable") || out.Cortex == nil || out.Cortex.Status != "Offline" {
		t.Errorf("offline: %v %q %+v", r.IsError, text(r), out)
	}
	if r := call(t, s, "drift_cloud_status", nil); !r.IsError || text(r) != "internal error" {
		t.Errorf("an error that is no fault: %q", text(r))
	}
	r = call(t, s, "drift_cloud_resolve", map[string]any{"memory_id": "m1", "resolution": "local_wins"})
	var answer cortex.Resolution
	decode(t, r.StructuredContent, &answer)
	if !r.IsError || answer.Applied || answer.Reason == "" || !strings.Contains(text(r), "not applied") {
		t.Errorf("a refusal: %v %q %+v", r.IsError, text(r), answer)
	}
	if r := call(t, s, "drift_cloud_resolve", map[string]any{"memory_id": "m1"}); !r.IsError {
		t.Error("a missing argument was let through")
	}
}

func TestServer_Cancel(t *testing.T) {
	began, ended := make(chan bool), make(chan error, 1)
	p := Project{Sync: func(ctx context.Context, _ bool, _ func(Step)) (*cortex.SyncOutcome, error) {
		close(began)
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, fault.New(fault.Interrupted, "interrupted", "push again; nothing is lost", ctx.Err())
	}}
	s := connect(t, p, nil)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-began
		cancel()
	}()
	if _, err := s.CallTool(ctx, &mcp.CallToolParams{Name: "drift_cloud_sync"}); err == nil {
		t.Error("a cancelled call has an answer")
	}
	if err := <-ended; err == nil {
		t.Error("the push was not cancelled")
	}
}
