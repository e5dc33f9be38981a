package review

import (
	"fmt"
	"strings"

	"github.com/driftsync/driftsync/schema"
)

// box is one step of the figure, from left to right.
type box struct {
	title string
	lines []string
}

const (
	boxWidth, boxHeight = 168, 124
	boxGap              = 34
	left, top           = 36, 84
)

// Figure returns the data flow as an SVG picture without script, style sheet or anything
// from elsewhere.
func Figure() string {
	tables := 0
	for _, db := range schema.Databases() {
		tables += len(db.Tables)
	}
	synced := len(schema.Synced())
	boxes := []box{
		{"Drift's databases", []string{".drift and .cortex", fmt.Sprintf("%d tables", tables), "opened read-only", fmt.Sprintf("%d never leave", tables-synced)}},
		{"Policies", []string{"WebAssembly plugins", "in a worker process:", "no network, no files", "can only remove"}},
		{"Guard", []string{"checks every cell", "after the policies;", "what does not fit", "stays here"}},
		{"Request bodies", []string{"the exact bytes,", "on disk (0600)", "a dry run", "ends here"}},
		{"Supabase project", []string{"of the customer", fmt.Sprintf("%d tables, row-level", synced), "security; redacted", "rows only"}},
	}
	width := 2*left + len(boxes)*boxWidth + (len(boxes)-1)*boxGap + boxGap
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="300" viewBox="0 0 %d 300" role="img" aria-label="Data flow of driftsync" font-family="sans-serif" font-size="13">`+"\n", width, width)
	fmt.Fprintf(&b, `<rect width="%d" height="300" fill="#ffffff"/>`+"\n", width)
	inside := 4*boxWidth + 3*boxGap + left
	fmt.Fprintf(&b, `<rect x="%d" y="30" width="%d" height="226" rx="8" fill="#f6f8fa" stroke="#57606a" stroke-dasharray="6 4"/>`+"\n", left/2, inside)
	label(&b, left, 56, "This machine", "bold")
	label(&b, left+4*(boxWidth+boxGap)+boxGap, 56, "Cloud", "bold")
	for i, box := range boxes {
		x := left + i*(boxWidth+boxGap)
		if i == len(boxes)-1 {
			x += boxGap
		}
		box.draw(&b, x)
		if i > 0 {
			from := left + (i-1)*(boxWidth+boxGap) + boxWidth
			fmt.Fprintf(&b, `<path d="M%d %d H%d m-8 -5 l8 5 l-8 5" fill="none" stroke="#1f2328" stroke-width="1.5"/>`+"\n", from, top+boxHeight/2, x)
		}
	}
	label(&b, left, 240, "Rows that a policy drops, that the guard stops or that the catalogue does not know stay on this side.", "normal")
	label(&b, left, 282, "Only connection: HTTPS, port 443, to the host of the project, as the logged-in user. --allow-host enforces it.", "normal")
	b.WriteString("</svg>\n")
	return b.String()
}

func (x box) draw(b *strings.Builder, at int) {
	fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="%d" rx="6" fill="#ffffff" stroke="#1f2328"/>`+"\n", at, top, boxWidth, boxHeight)
	label(b, at+12, top+26, x.title, "bold")
	for i, line := range x.lines {
		label(b, at+12, top+50+i*19, line, "normal")
	}
}

func label(b *strings.Builder, x, y int, text, weight string) {
	text = strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text)
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="#1f2328" font-weight="%s">%s</text>`+"\n", x, y, weight, text)
}
