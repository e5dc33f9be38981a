package host_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/demo"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/schema"
)

// upgrade brings drift.db to a newer schema, as Drift's own migrations do.
func (w *world) upgrade() {
	switch w.version++; w.version {
	case 8:
		w.exec(schema.Drift, "ALTER TABLE audit_snapshots ADD COLUMN scan_root TEXT DEFAULT ''; PRAGMA user_version=8")
	case 9:
		w.exec(schema.Drift, `CREATE TABLE pattern_status(pattern_id TEXT PRIMARY KEY, status TEXT NOT NULL, reason TEXT) STRICT;
			INSERT INTO pattern_status VALUES('p','approved','r'); PRAGMA user_version=9`)
	default:
		w.version = 9
	}
}

// event is anything that is no change of a row.
func (w *world) event(events map[string]func()) string {
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(events))).Draw(w.t, "event")
	events[name]()
	return name
}

func (w *world) events(spare string) map[string]func() {
	drift, cortex := filepath.Join(w.root, ".drift"), filepath.Join(w.root, ".cortex")
	return map[string]func(){
		"analyze again": func() {
			if err := demo.Reanalyze(w.bench.t.Context(), w.root); err != nil {
				w.tb.Fatal(err)
			}
		},
		"backup": func() { w.folder(drift, spare+"/drift"); w.saved["version"] = fmt.Sprint(w.version) },
		"restore": func() {
			if w.saved["version"] != "" {
				w.folder(spare+"/drift", drift)
				fmt.Sscan(w.saved["version"], &w.version)
			}
		},
		"rebuild": func() {
			sql := ""
			for _, t := range schema.Databases()[0].Tables {
				if t.Virtual == nil && t.Syncs() {
					sql += fmt.Sprintf("DELETE FROM %s WHERE rowid > 3;", t.Name)
				}
			}
			w.exec(schema.Drift, sql+"UPDATE sqlite_sequence SET seq = 3")
		},
		"upgrade": w.upgrade,
		"poison": func() {
			if w.aside == "" {
				w.exec(schema.Cortex, fmt.Sprintf("UPDATE memories SET summary=x'00ff' WHERE rowid %% 5 = %d", rapid.IntRange(0, 4).Draw(w.t, "rest")))
			}
		},
		"healed": func() {
			if w.aside == "" {
				w.exec(schema.Cortex, "UPDATE memories SET summary='fine' WHERE NOT "+wholesome)
			}
		},
		"state saved": func() { w.folder(w.options.StateDir, spare+"/state"); w.saved["state"] = "yes" },
		"state rolled back": func() {
			if w.saved["state"] != "" {
				w.folder(spare+"/state", w.options.StateDir)
			}
		},
		"state lost": func() {
			if err := os.RemoveAll(w.options.StateDir); err != nil {
				w.tb.Fatal(err)
			}
		},
		"destination fails": func() {
			w.tried()
			at := rapid.IntRange(1, 40).Draw(w.t, "at")
			w.try(w.through(&failing{write: func(n int, _ *sink.Part) ([]sink.Refusal, error) {
				if n >= at {
					return nil, errDown
				}
				return nil, nil
			}}))
		},
		"limited push": func() {
			w.tried()
			w.push(func(o *host.Options) { o.Tables = []string{"[a-f]*"} })
		},
		"another job of the source": func() {
			o := w.options
			o.StateDir = spare + "/job"
			w.tried()
			if _, err := host.Push(w.bench.t.Context(), o); err != nil {
				w.tb.Fatal(err)
			}
		},
		"another source": func() {
			w.other.exec(schema.Drift, "DELETE FROM violations WHERE rowid % 3 = 0; UPDATE functions SET end_line = end_line + 1")
			w.other.push()
		},
		"cortex is missing": func() {
			if w.aside == "" {
				w.aside = schema.Cortex
				w.folder(cortex, spare+"/cortex")
				os.RemoveAll(cortex)
			}
		},
		"cortex is back": func() {
			if w.aside != "" {
				w.aside = ""
				w.folder(spare+"/cortex", cortex)
			}
		},
	}
}
