package bundled_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/plugins/redact-default/policy"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/build"
)

// guest runs the bundled module with nothing but the three functions of the ABI.
type guest struct {
	redact        api.Function
	frame, answer []byte
}

func newGuest(t testing.TB, wasm []byte) *guest {
	t.Helper()
	ctx := context.Background()
	g := new(guest)
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithMemoryLimitPages(512))
	t.Cleanup(func() { runtime.Close(ctx) })
	wasi_snapshot_preview1.MustInstantiate(ctx, runtime)
	_, err := runtime.NewHostModuleBuilder("extism:host/user").
		NewFunctionBuilder().WithFunc(func(context.Context) uint64 { return uint64(len(g.frame)) }).Export("batch_len").
		NewFunctionBuilder().WithFunc(func(_ context.Context, m api.Module, ptr, n uint64) uint64 {
		if n > uint64(len(g.frame)) || !m.Memory().Write(uint32(ptr), g.frame[:n]) {
			return 0
		}
		return n
	}).Export("batch_read").
		NewFunctionBuilder().WithFunc(func(_ context.Context, m api.Module, ptr, n uint64) uint64 {
		answer, ok := m.Memory().Read(uint32(ptr), uint32(n))
		if !ok {
			return 1
		}
		g.answer = append(g.answer[:0], answer...)
		return 0
	}).Export("directives_write").
		Instantiate(ctx)
	if err != nil {
		t.Fatal(err)
	}
	module, err := runtime.InstantiateWithConfig(ctx, wasm, wazero.NewModuleConfig().WithStartFunctions("_initialize"))
	if err != nil {
		t.Fatal(err)
	}
	g.redact = module.ExportedFunction("redact")
	return g
}

func (g *guest) run(frame []byte) ([]byte, error) {
	g.frame = frame
	result, err := g.redact.Call(context.Background())
	if err != nil {
		return nil, err
	}
	if result[0] != 0 {
		return nil, fmt.Errorf("redact returned %d", result[0])
	}
	return g.answer, nil
}

// The module answers every vector as the same code does natively.
func TestGuest_Vectors(t *testing.T) {
	all, err := vectors.Load()
	if err != nil {
		t.Fatal(err)
	}
	g := newGuest(t, bundled.Wasm)
	for _, v := range all {
		frame := v.Frame()
		native, err := sdk.Run(policy.New(), frame)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := g.run(frame)
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		if !bytes.Equal(answer, native) {
			t.Errorf("%s: the answers differ", v.Name)
		}
	}
}

func TestGuest_MalformedFrame(t *testing.T) {
	if _, err := newGuest(t, bundled.Wasm).run([]byte("DSF1 and no more")); err == nil {
		t.Error("a malformed frame was answered")
	}
}

// BenchmarkGuest measures the bundled module beside the one that the compiler made, before
// its functions were given their loops and blocks again.
func BenchmarkGuest(b *testing.B) {
	compiled, err := build.Compile(b.Context(), source)
	if err != nil {
		b.Fatal(err)
	}
	modules := []struct {
		name string
		wasm []byte
	}{{"bundled", bundled.Wasm}, {"compiled", compiled}}
	sentence := "The handler in src/app/list.ts returns 3 of 5 results when no filter is set. "
	dense := "const api_key = \"9f8e7d6c" + "5b4a39281706\"; see /Users/ada/shop/src/a.ts:12 "
	for name, columns := range map[string][]abi.ColumnSpec{
		"text":  {column(abi.FreeText, strings.Repeat(sentence, 3))},
		"dense": {column(abi.FreeText, strings.Repeat(dense, 3))},
		"row13": {
			column(abi.Path, "src/app/list.ts"), column(abi.Identifier, "handleRequest"), column(abi.Identifier, "Server.handleRequest"), column(abi.Safe, "typescript"),
			column(abi.Path, "/Users/ada/shop/src/app/list.ts"), column(abi.PathEmbedded, "src/app/list.ts::handleRequest"), column(abi.Code, "Promise<void>"), column(abi.Hash, "00ff00ff00ff00ff"),
			column(abi.Safe, "critical"), column(abi.FreeText, "found 3 results"), column(abi.Safe, "2025-01-02T03:04:05Z"), column(abi.Literal, "42"), column(abi.EnvName, "API_KEY"),
		},
	} {
		frame := abi.AppendFrame(nil, &abi.FrameSpec{Table: "t", Rows: rows, Columns: columns, Context: []abi.ContextSpec{
			{Kind: abi.Root, Value: "/Users/ada/shop"}, {Kind: abi.Home, Value: "/Users/ada"}, {Kind: abi.User, Value: "lovelace"},
		}})
		size := 0
		for _, c := range columns {
			size += len(c.Data)
		}
		for _, module := range modules {
			b.Run(name+"/"+module.name, func(b *testing.B) {
				g := newGuest(b, module.wasm)
				b.SetBytes(int64(size))
				for b.Loop() {
					if _, err := g.run(frame); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

const rows = 1000

func column(class abi.Class, cell string) abi.ColumnSpec {
	cells := make([]*string, rows)
	for i := range cells {
		cells[i] = &cell
	}
	return vectors.TextColumn(class.String(), class, cells)
}
