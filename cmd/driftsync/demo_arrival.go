package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/demo"
)

// arrived says how many of the planted values are in the output file, by sort.
func (d *demoCommand) arrived(ctx context.Context, c *cli, w io.Writer, file string, made *demo.Summary) error {
	all, err := demo.Arrivals(ctx, file, demo.Planted(made.Options))
	if err != nil {
		return fault.New(fault.Internal, "the output cannot be searched for what was planted", "look at it with sqlite3", err)
	}
	var total demo.Arrival
	for _, a := range all {
		total.Planted += a.Planted
		total.Arrived += a.Arrived
	}
	fmt.Fprintf(w, "Looked for %s planted values in every cell: %s arrived\n", humanize.Comma(int64(total.Planted)), humanize.Comma(int64(total.Arrived)))
	if total.Arrived == 0 && !c.Verbose {
		return listSorts(w, all)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "planted\tarrived\t")
	for _, a := range all {
		fmt.Fprintf(t, "%d\t%d\t  %s%s\n", a.Planted, a.Arrived, a.Sort, plantedIn(a.Columns))
	}
	return t.Flush()
}

// listSorts names what was looked for, in lines of at most 60 characters.
func listSorts(w io.Writer, all []demo.Arrival) error {
	line := ""
	for i, a := range all {
		text := fmt.Sprintf("%d %s", a.Planted, a.Sort)
		if i < len(all)-1 {
			text += ","
		}
		if line != "" && 2+len(line)+len(text) >= 60 {
			fmt.Fprintln(w, " "+line)
			line = ""
		}
		line += " " + text
	}
	_, err := fmt.Fprintln(w, " "+line)
	return err
}

// plantedIn names the first few columns, each once.
func plantedIn(all []string) string {
	const most = 2
	all = slices.Compact(slices.Sorted(slices.Values(all)))
	switch {
	case len(all) == 0:
		return ""
	case len(all) > most:
		return fmt.Sprintf(", planted in %s and %d more", strings.Join(all[:most], ", "), len(all)-most)
	}
	return ", planted in " + strings.Join(all, ", ")
}
