package mcp

import (
	"context"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Drain returns a transport whose input ends only after what was asked is answered. The SDK
// cancels every open request at the end of its input, so a program that pipes its questions
// in, and closes, would get no answer.
func Drain(t mcp.Transport) mcp.Transport { return drain{t} }

type drain struct{ mcp.Transport }

// Connect implements [mcp.Transport].
func (d drain) Connect(ctx context.Context) (mcp.Connection, error) {
	c, err := d.Transport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &drained{Connection: c, open: make(map[any]bool), changed: make(chan struct{}), closed: make(chan struct{})}, nil
}

// drained is a connection that knows which requests have no answer yet.
type drained struct {
	mcp.Connection
	mu      sync.Mutex
	open    map[any]bool  // by id
	changed chan struct{} // closed, and made anew, with each answer
	closed  chan struct{}
	once    sync.Once
}

// Read implements [mcp.Connection]. An error, as at the end of the input, waits for answers.
func (d *drained) Read(ctx context.Context) (jsonrpc.Message, error) {
	message, err := d.Connection.Read(ctx)
	if err != nil {
		d.wait(ctx)
		return nil, err
	}
	if r, ok := message.(*jsonrpc.Request); ok && r.IsCall() {
		d.mu.Lock()
		d.open[r.ID.Raw()] = true
		d.mu.Unlock()
	}
	return message, nil
}

// Write implements [mcp.Connection].
func (d *drained) Write(ctx context.Context, message jsonrpc.Message) error {
	err := d.Connection.Write(ctx, message)
	if err != nil {
		d.end()
		return err
	}
	if r, ok := message.(*jsonrpc.Response); ok {
		d.mu.Lock()
		delete(d.open, r.ID.Raw())
		close(d.changed)
		d.changed = make(chan struct{})
		d.mu.Unlock()
	}
	return nil
}

// Close implements [mcp.Connection].
func (d *drained) Close() error {
	d.end()
	return d.Connection.Close()
}

func (d *drained) end() { d.once.Do(func() { close(d.closed) }) }

// wait returns when every request is answered, or nobody is there to answer to.
func (d *drained) wait(ctx context.Context) {
	for {
		d.mu.Lock()
		open, changed := len(d.open), d.changed
		d.mu.Unlock()
		if open == 0 {
			return
		}
		select {
		case <-changed:
		case <-d.closed:
			return
		case <-ctx.Done():
			return
		}
	}
}
