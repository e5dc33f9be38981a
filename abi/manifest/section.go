package manifest

import (
	"encoding/binary"
	"fmt"
)

// Section is the name of the custom section that holds the manifest.
// https://webassembly.github.io/spec/core/appendix/custom.html
const Section = "driftsync.manifest"

const wasmHeader = "\x00asm\x01\x00\x00\x00"

// Append returns module with the manifest JSON in a custom section at its end, in
// place of one that is there already.
func Append(module, manifest []byte) ([]byte, error) {
	if _, err := Parse(manifest); err != nil {
		return nil, err
	}
	out := append([]byte(nil), wasmHeader...)
	err := sections(module, func(id byte, name string, whole, _ []byte) {
		if id != 0 || name != Section {
			out = append(out, whole...)
		}
	})
	if err != nil {
		return nil, err
	}
	body := binary.AppendUvarint(nil, uint64(len(Section)))
	body = append(body, Section...)
	body = append(body, manifest...)
	out = append(out, 0)
	out = binary.AppendUvarint(out, uint64(len(body)))
	return append(out, body...), nil
}

// Read returns the manifest of a module. A module without one, or with two, is
// refused.
func Read(module []byte) (*Manifest, error) {
	var found [][]byte
	err := sections(module, func(id byte, name string, _, body []byte) {
		if id == 0 && name == Section {
			found = append(found, body)
		}
	})
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%w: the module has %d manifests, one is needed", ErrManifest, len(found))
	}
	return Parse(found[0])
}

// sections calls visit for each section: its id, its name where it is a custom
// one, all its bytes, and its body without the name.
func sections(module []byte, visit func(id byte, name string, whole, body []byte)) error {
	if len(module) < len(wasmHeader) || string(module[:len(wasmHeader)]) != wasmHeader {
		return fmt.Errorf("%w: not a WebAssembly module of version 1", ErrManifest)
	}
	for rest := module[len(wasmHeader):]; len(rest) > 0; {
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return fmt.Errorf("%w: truncated section", ErrManifest)
		}
		end := 1 + n + int(size)
		body, name := rest[1+n:end], ""
		if rest[0] == 0 {
			length, n := binary.Uvarint(body)
			if n <= 0 || length > uint64(len(body)-n) {
				return fmt.Errorf("%w: truncated section name", ErrManifest)
			}
			name, body = string(body[n:n+int(length)]), body[n+int(length):]
		}
		visit(rest[0], name, rest[:end], body)
		rest = rest[end:]
	}
	return nil
}
