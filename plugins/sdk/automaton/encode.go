package automaton

import (
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/field"
)

const (
	programHeader = 16
	instSize      = 5
	boundSize     = 4
)

// Append appends the encoding of a program to dst.
func (p *Program) Append(dst []byte) []byte {
	dst = field.Append16(dst, uint16(len(p.Insts)))
	dst = field.Append16(dst, p.Start)
	dst = field.Append16(dst, uint16(p.Groups))
	dst = field.Append16(dst, uint16(p.Classes))
	dst = field.Append32(dst, uint32(len(p.Bounds)))
	dst = field.Append32(dst, uint32(len(p.Sets)))
	dst = append(dst, p.ASCII[:]...)
	for i, bound := range p.Bounds {
		dst = field.Append32(dst, uint32(bound)|uint32(p.Above[i])<<24)
	}
	for _, inst := range p.Insts {
		dst = append(dst, byte(inst.Op))
		dst = field.Append16(dst, inst.Out)
		dst = field.Append16(dst, inst.Arg)
	}
	return append(dst, p.Sets...)
}

// Decode returns the program that b holds. The sets stay in b. Everything that an
// instruction names is in range afterwards; the error is [ErrProgram].
func Decode(b []byte) (*Program, error) {
	if len(b) < programHeader+utf8.RuneSelf {
		return nil, ErrProgram
	}
	insts, bounds, sets := int(field.Load16(b, 0)), int(field.Load32(b, 8)), int(field.Load32(b, 12))
	p := &Program{Start: field.Load16(b, 2), Groups: int(field.Load16(b, 4)), Classes: int(field.Load16(b, 6))}
	p.width = (p.Classes + 7) / 8
	rest := b[programHeader+copy(p.ASCII[:], b[programHeader:]):]
	if bounds > utf8.MaxRune || sets > len(b) || len(rest) != bounds*boundSize+insts*instSize+sets {
		return nil, ErrProgram
	}
	p.Bounds, p.Above = make([]rune, bounds), make([]uint8, bounds)
	for i := range bounds {
		word := field.Load32(rest, i*boundSize)
		p.Bounds[i], p.Above[i] = rune(word&0xffffff), uint8(word>>24)
	}
	rest = rest[bounds*boundSize:]
	p.Insts = make([]Inst, insts)
	for i := range p.Insts {
		at := i * instSize
		p.Insts[i] = Inst{Op(rest[at]), field.Load16(rest, at+1), field.Load16(rest, at+3)}
	}
	p.Sets = rest[insts*instSize:]
	if !p.valid() {
		return nil, ErrProgram
	}
	return p, nil
}

func (p *Program) valid() bool {
	if len(p.Insts) > MaxInsts || int(p.Start) >= len(p.Insts) || p.Classes == 0 || p.Classes > MaxClasses || p.Groups == 0 || p.Groups > maxGroups {
		return false
	}
	if len(p.Bounds) == 0 || p.Bounds[0] != utf8.RuneSelf || len(p.Sets)%p.width != 0 {
		return false
	}
	for _, class := range p.ASCII {
		if int(class) >= p.Classes {
			return false
		}
	}
	for i := range p.Bounds {
		if int(p.Above[i]) >= p.Classes || i > 0 && p.Bounds[i] <= p.Bounds[i-1] {
			return false
		}
	}
	for _, inst := range p.Insts {
		if !p.reaches(inst) {
			return false
		}
	}
	return true
}

// reaches reports whether what an instruction names is there.
func (p *Program) reaches(inst Inst) bool {
	if int(inst.Out) >= len(p.Insts) {
		return false
	}
	switch inst.Op {
	case Class:
		return (int(inst.Arg)+1)*p.width <= len(p.Sets)
	case Split:
		return int(inst.Arg) < len(p.Insts)
	case Group:
		return int(inst.Arg) < 2*p.Groups
	}
	return inst.Op <= Accept
}
