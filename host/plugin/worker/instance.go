package worker

import (
	"context"

	extism "github.com/extism/go-sdk"

	"github.com/driftsync/driftsync/host/plugin/wire"
)

const (
	entry         = "redact"
	directiveSize = 16 // bytes; no valid answer has more directives than its frame has bytes
)

// exchange is one call as the three functions of the direct transport see it.
type exchange struct {
	memory   *memory // the guest's; nil while an instance starts
	frame    []byte
	answer   []byte
	written  bool
	violated bool // the guest broke the rules of the transport
}

func (e *exchange) begin(frame []byte) {
	e.frame, e.answer, e.written, e.violated = frame, e.answer[:0], false, false
}

// functions returns the imports of the direct transport.
func (e *exchange) functions() []extism.HostFunction {
	word := []extism.ValueType{extism.ValueTypeI64}
	pair := []extism.ValueType{extism.ValueTypeI64, extism.ValueTypeI64}
	return []extism.HostFunction{
		extism.NewHostFunctionWithStack("batch_len", func(_ context.Context, _ *extism.CurrentPlugin, stack []uint64) {
			stack[0] = uint64(len(e.frame))
		}, nil, word),
		extism.NewHostFunctionWithStack("batch_read", func(_ context.Context, _ *extism.CurrentPlugin, stack []uint64) {
			stack[0] = e.read(stack[0], stack[1])
		}, pair, word),
		extism.NewHostFunctionWithStack("directives_write", func(_ context.Context, _ *extism.CurrentPlugin, stack []uint64) {
			stack[0] = e.write(stack[0], stack[1])
		}, pair, word),
	}
}

func (e *exchange) read(ptr, n uint64) uint64 {
	n = min(n, uint64(len(e.frame)))
	if e.memory == nil {
		e.violated = true
		return 0
	}
	dst, ok := e.memory.view(ptr, n)
	if !ok {
		e.violated = true
		return 0
	}
	return uint64(copy(dst, e.frame))
}

func (e *exchange) write(ptr, n uint64) uint64 {
	if e.memory == nil || e.written || n > directiveSize*uint64(1+len(e.frame)) {
		e.violated = true
		return 1
	}
	src, ok := e.memory.view(ptr, n)
	if !ok {
		e.violated = true
		return 1
	}
	e.written = true
	e.answer = append(e.answer[:0], src...)
	return 0
}

// instance is one running module with its memories.
type instance struct {
	plugin   *extism.Plugin
	memories memories
	guest    *memory
}

// instantiate starts the module; the guest's own initialization runs in the first
// call.
func instantiate(ctx context.Context, compiled *extism.CompiledPlugin, limit uint64) (*instance, wire.Kind) {
	i := &instance{memories: memories{limit: limit}}
	plugin, err := compiled.Instance(i.memories.context(ctx), extism.PluginInstanceConfig{})
	if err != nil {
		return nil, i.reason()
	}
	i.plugin = plugin
	kernel, ok := plugin.Memory().Read(0, 1)
	if !ok {
		return nil, wire.Malformed
	}
	if i.guest = i.memories.guest(&kernel[0]); i.guest == nil {
		return nil, wire.Malformed
	}
	return i, wire.Ready
}

// close ends the instance and gives its memory back.
func (i *instance) close(ctx context.Context) {
	_ = i.plugin.CloseWithContext(ctx) // nothing is left to lose
	i.memories.release()
}

// call gives one frame to the guest and returns its answer, which is valid until
// the next call. Extism reports some failures by error, some by code and some not
// at all, so every sign has to be good.
func (i *instance) call(e *exchange, direct bool, frame []byte) (wire.Kind, []byte) {
	i.memories.refused = false
	e.memory = i.guest
	e.begin(frame)
	input := frame
	if direct {
		input = nil
	} else if uint64(len(frame)) > i.memories.limit/2 {
		// The kernel would drop an input that does not fit and call the guest all the same.
		return wire.OutOfRoom, nil
	}
	code, output, err := i.plugin.Call(entry, input)
	e.frame = nil
	switch {
	case err != nil, code != 0, i.guest.closed:
		return i.reason(), nil
	case e.violated:
		return i.reasonOr(wire.Malformed), nil
	case !direct:
		return wire.Answer, output
	case !e.written:
		return i.reasonOr(wire.Malformed), nil
	}
	return wire.Answer, e.answer
}

func (i *instance) reason() wire.Kind { return i.reasonOr(wire.Trapped) }

// reasonOr names the want of memory before what a guest did for the want of it.
func (i *instance) reasonOr(other wire.Kind) wire.Kind {
	if i.memories.refused {
		return wire.OutOfRoom
	}
	return other
}
