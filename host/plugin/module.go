package plugin

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/abi/manifest"
)

// maxModule bounds a module's size in bytes.
const maxModule = 32 << 20

// Errors of [Inspect] wrap errModule or, where they are about the manifest,
// [manifest.ErrManifest].
var (
	errModule  = errors.New("module refused")
	ErrImports = fmt.Errorf("%w by its imports", errModule) // it asks for more than the contract offers
	ErrExports = fmt.Errorf("%w by its exports", errModule) // it does not offer what the contract asks for
)

// Inspection is what a module is, as far as its bytes say. Nothing of it was
// compiled or run.
type Inspection struct {
	Manifest  *manifest.Manifest
	Imports   []Import
	Exports   []string // functions
	Producers []string // what its toolchain says of itself, "Go go1.26.1" for example
	MinPages  uint32   // of 64 KiB, initial memory
	Direct    bool     // it uses the direct transport
}

// Import is one function that a module asks for.
type Import struct{ Module, Name string }

const (
	hostModule = "extism:host/user"
	envModule  = "extism:host/env"
	wasiModule = "wasi_snapshot_preview1"
)

// allowed is everything that a module may import. WASI is what plain Go needs; no
// part of it reaches a file, an argument, a variable, a clock or randomness, since
// the worker gives none. Extism's http, var and config functions are left out:
// the first is a channel, the second is memory between calls.
var allowed = map[string][]string{
	hostModule: {"batch_len", "batch_read", "directives_write"},
	envModule: {
		"alloc", "free", "length", "length_unsafe", "load_u8", "load_u64", "store_u8", "store_u64",
		"input_length", "input_offset", "input_load_u8", "input_load_u64", "output_set", "error_set",
		"get_log_level", "log_trace", "log_debug", "log_info", "log_warn", "log_error",
	},
	wasiModule: {
		"args_get", "args_sizes_get", "clock_time_get", "environ_get", "environ_sizes_get",
		"fd_close", "fd_fdstat_get", "fd_fdstat_set_flags", "fd_prestat_dir_name", "fd_prestat_get",
		"fd_read", "fd_seek", "fd_write", "poll_oneoff", "proc_exit", "random_get", "sched_yield",
	},
}

// Inspect parses a module and checks that it asks for nothing but the contract. It
// does not compile it: compiling hostile code belongs into a worker.
func Inspect(wasm []byte) (*Inspection, error) {
	if len(wasm) > maxModule {
		return nil, fmt.Errorf("%w: larger than %d bytes", errModule, maxModule)
	}
	m, err := manifest.Read(wasm)
	if err != nil {
		return nil, err
	}
	p := parser{found: Inspection{Manifest: m}, entryIndex: -1}
	if err := p.module(wasm[8:]); err != nil { // manifest.Read has seen the header
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	return &p.found, nil
}

// parser reads the sections that say what a module asks for and offers.
// https://webassembly.github.io/spec/core/binary/modules.html
type parser struct {
	found      Inspection
	types      []bool // by type: () -> i32
	functions  []uint32
	memories   int
	entryIndex int
}

const (
	sectionType     = 1
	sectionImport   = 2
	sectionFunction = 3
	sectionMemory   = 5
	sectionExport   = 7

	kindFunction = 0
	typeFunction = 0x60
	typeI32      = 0x7f
	entryName    = "redact"
)

func (p *parser) module(b []byte) error {
	last := byte(0)
	r := reader{b: b}
	for len(r.b) > 0 {
		id := r.byte()
		body := reader{b: r.bytes(r.u32())}
		if r.bad {
			return fmt.Errorf("%w: truncated section", errModule)
		}
		if id == 0 {
			p.producers(&body)
			continue
		}
		// Order matters: the types are needed before the imports. Section 12 stands
		// between 9 and 10, and is of no interest here.
		if id != 12 {
			if id <= last {
				return fmt.Errorf("%w: sections out of order", errModule)
			}
			last = id
		}
		if err := p.section(id, &body); err != nil {
			return err
		}
		if body.bad {
			return fmt.Errorf("%w: section %d is malformed", errModule, id)
		}
	}
	return nil
}

func (p *parser) section(id byte, r *reader) error {
	switch id {
	case sectionType:
		return p.typeSection(r)
	case sectionImport:
		return p.importSection(r)
	case sectionFunction:
		for range r.count() {
			p.functions = append(p.functions, r.u32())
		}
	case sectionMemory:
		return p.memorySection(r)
	case sectionExport:
		p.exportSection(r)
	}
	return nil
}

// producers reads the custom section in which toolchains name themselves. It is
// hearsay: nothing depends on it.
// https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md
func (p *parser) producers(r *reader) {
	if string(r.bytes(r.u32())) != "producers" {
		return
	}
	for range r.count() {
		r.bytes(r.u32()) // the field
		for range r.count() {
			name, version := string(r.bytes(r.u32())), string(r.bytes(r.u32()))
			if !r.bad {
				p.found.Producers = append(p.found.Producers, strings.TrimSpace(printable(name)+" "+printable(version)))
			}
		}
	}
}

func (p *parser) typeSection(r *reader) error {
	for range r.count() {
		if r.byte() != typeFunction {
			return fmt.Errorf("%w: a type that is not a function's", errModule)
		}
		params := r.bytes(r.u32())
		results := r.bytes(r.u32())
		p.types = append(p.types, len(params) == 0 && len(results) == 1 && results[0] == typeI32)
	}
	return nil
}

func (p *parser) importSection(r *reader) error {
	for range r.count() {
		module, name := string(r.bytes(r.u32())), string(r.bytes(r.u32()))
		kind := r.byte()
		if r.bad {
			return nil
		}
		if kind != kindFunction || !slices.Contains(allowed[module], name) {
			return fmt.Errorf("%w: it imports %q of %q", ErrImports, printable(name), printable(module))
		}
		p.functions = append(p.functions, r.u32())
		p.found.Imports = append(p.found.Imports, Import{module, name})
		p.found.Direct = p.found.Direct || module == hostModule
	}
	return nil
}

func (p *parser) memorySection(r *reader) error {
	for range r.count() {
		p.memories++
		flags := r.byte()
		if flags > 1 {
			return fmt.Errorf("%w: shared or 64-bit memory", errModule)
		}
		p.found.MinPages = r.u32()
		if flags == 1 {
			r.u32()
		}
	}
	return nil
}

func (p *parser) exportSection(r *reader) {
	for range r.count() {
		name := string(r.bytes(r.u32()))
		kind, index := r.byte(), r.u32()
		if kind != kindFunction || r.bad {
			continue
		}
		p.found.Exports = append(p.found.Exports, printable(name))
		if name == entryName {
			p.entryIndex = int(index)
		}
	}
}

func (p *parser) check() error {
	switch {
	case p.memories != 1:
		return fmt.Errorf("%w: it has %d memories, one is needed", ErrExports, p.memories)
	case p.entryIndex < 0 || p.entryIndex >= len(p.functions):
		return fmt.Errorf("%w: it does not export %s", ErrExports, entryName)
	}
	if t := p.functions[p.entryIndex]; uint64(t) >= uint64(len(p.types)) || !p.types[t] {
		return fmt.Errorf("%w: %s is not a function () -> i32", ErrExports, entryName)
	}
	return nil
}

// printable keeps names out of a module from playing tricks on a terminal.
func printable(name string) string {
	const most = 64
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, name[:min(len(name), most)])
}

// reader reads the binary format. After bad it gives zeroes.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) byte() byte {
	b := r.bytes(1)
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

func (r *reader) bytes(n uint32) []byte {
	if r.bad || uint64(n) > uint64(len(r.b)) {
		r.bad = true
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) u32() uint32 {
	v, n := binary.Uvarint(r.b)
	if r.bad || n <= 0 || n > 5 || v > 1<<32-1 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return uint32(v)
}

// count returns the number of entries of a vector, each of which takes a byte at least.
func (r *reader) count() uint32 {
	n := r.u32()
	if uint64(n) > uint64(len(r.b)) {
		r.bad = true
		return 0
	}
	return n
}
