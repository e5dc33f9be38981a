package mcp

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/driftsync/driftsync/internal/cortex"
)

type output struct{ bytes.Buffer }

func (*output) Close() error { return nil }

// What was asked before the input ends is answered, and the server ends then.
func TestDrain(t *testing.T) {
	const asked = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
{"jsonrpc":"2.0","id":2,"method":"tools/list"}
{"jsonrpc":"2.0","id":"three","method":"tools/call","params":{"name":"drift_cloud_status","arguments":{}}}
{"jsonrpc":"2.0","id":4,"method":"no/such"}
`
	in, feed := io.Pipe()
	p := Project{Status: func(ctx context.Context) (*cortex.CloudStatus, error) {
		feed.Close() // the input ends while this is under way
		return &cortex.CloudStatus{}, ctx.Err()
	}}
	go io.WriteString(feed, asked)
	var out output
	if err := NewServer(p, "1.0.0").Run(t.Context(), Drain(&mcp.IOTransport{Reader: in, Writer: &out})); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	for _, id := range []string{`"id":1,`, `"id":2,`, `"id":"three",`, `"id":4,`} {
		if !strings.Contains(out.String(), id) {
			t.Errorf("no answer with %s in %s", id, out.String())
		}
	}
	if strings.Contains(out.String(), "cancel") {
		t.Errorf("something was cancelled: %s", out.String())
	}
}
