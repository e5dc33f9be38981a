package flow

import "strings"

// names returns the names of the functions by their index, where the module has any.
// https://webassembly.github.io/spec/core/appendix/custom.html#name-section
func names(module []byte) map[uint32]string {
	for d := (decoder{b: module[len(header):]}); len(d.b) > 0; {
		id := d.byte()
		section := decoder{b: d.bytes(int(d.u32()))}
		if id == sectionCustom && string(section.bytes(int(section.u32()))) == nameSection {
			return section.functionNames()
		}
	}
	return nil
}

func (d *decoder) functionNames() map[uint32]string {
	const functions = 1
	for len(d.b) > 0 {
		id := d.byte()
		part := decoder{b: d.bytes(int(d.u32()))}
		if id != functions {
			continue
		}
		all := make(map[uint32]string)
		for n := part.u32(); n > 0 && part.err == nil; n-- {
			index := part.u32()
			all[index] = string(part.bytes(int(part.u32())))
		}
		return all
	}
	return nil
}

// producer returns the release of the Go compiler that made the module, "" for another
// one.
// https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md
func producer(module []byte) string {
	for d := (decoder{b: module[len(header):]}); len(d.b) > 0; {
		id := d.byte()
		section := decoder{b: d.bytes(int(d.u32()))}
		if id != sectionCustom || string(section.bytes(int(section.u32()))) != producersSection {
			continue
		}
		for n := section.u32(); n > 0 && section.err == nil; n-- {
			section.bytes(int(section.u32())) // the field
			for k := section.u32(); k > 0 && section.err == nil; k-- {
				name, version := string(section.bytes(int(section.u32()))), string(section.bytes(int(section.u32())))
				if name == goCompiler {
					return version
				}
			}
		}
	}
	return ""
}

// cold reports a function that programs spend no time in: what makes the variables of a
// package, once, and of the runtime all but what they call at every step. A second body of it
// would only make the module larger.
func cold(name string) bool {
	if strings.HasSuffix(name, ".init") || strings.Contains(name, ".init.") {
		return true
	}
	own, ok := strings.CutPrefix(name, "runtime.")
	if !ok {
		return false
	}
	for _, prefix := range steps {
		if strings.HasPrefix(own, prefix) {
			return false
		}
	}
	return true
}

// steps are how the names of such functions begin.
var steps = []string{
	"mem", "malloc", "grow", "make", "new", "slice", "string", "concat", "raw", "conv", "typed", "wb", "bulk", "map", "str", "cmp",
	"chan", "send", "recv", "select", "defer", "heap", "nextFree", "assert", "type", "iface", "eface", "inter", "__mcache_", "__mspan_",
}
