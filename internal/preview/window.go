package preview

import "unicode/utf8"

// edit is where the values of a cell begin to differ, in characters from their start.
type edit struct{ before, after int }

// where returns the first edit of the cell.
func (c *Cell) where() edit {
	if c.edit != nil {
		return *c.edit
	}
	if c.Before == nil || c.After == nil {
		return edit{}
	}
	n := 0
	for before, after := []rune(*c.Before), []rune(*c.After); n < len(before) && n < len(after) && before[n] == after[n]; {
		n++
	}
	return edit{n, n}
}

// around returns the values of a cell around its first edit, cut to a width.
func (c *Cell) around(width int) (before, after *string) {
	at, whole := c.where(), fits(c.Before, width) && fits(c.After, width)
	return window(c.Before, at.before, width, whole), window(c.After, at.after, width, whole)
}

// window returns the part of a value that fits a line of width characters, from a little
// before an edit; whole where it does not have to be cut at its front.
func window(value *string, at, width int, whole bool) *string {
	if value == nil {
		return nil
	}
	runes := []rune(*value)
	from, text := max(0, at-width/4), ""
	if whole || from <= len(cut) {
		from = 0
	}
	if from > 0 {
		text, from, width = cut, from+len(cut), width-len(cut)
	}
	if len(runes)-from > width {
		text += string(runes[from:from+width-len(cut)]) + cut
	} else {
		text += string(runes[min(from, len(runes)):])
	}
	return &text
}

// fits reports whether a value needs no window.
func fits(value *string, width int) bool {
	return value == nil || utf8.RuneCountInString(*value) <= width
}
