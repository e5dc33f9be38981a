package host_test

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"pgregory.net/rapid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/project"
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

// jobs lets two jobs of the source, each with a state of its own, push at the same
// time. One of them may be overtaken; what is there afterwards is what one would leave.
func (w *world) jobs() {
	var group sync.WaitGroup
	var results [2]*host.Result
	var errs [2]error
	w.tried()
	for i := range results {
		o := w.options
		o.StateDir = filepath.Join(w.spare, fmt.Sprint("job-", i))
		w.shareMachine(o.StateDir)
		group.Go(func() { results[i], errs[i] = host.Push(w.bench.t.Context(), o) })
	}
	group.Wait()
	complete := 0
	for i, err := range errs {
		f, _ := errors.AsType[*fault.Error](err)
		switch {
		case err == nil:
			complete++
			w.ended(results[i], filepath.Join(w.spare, fmt.Sprint("job-", i)))
		case f == nil || f.Code != fault.SinkSuperseded:
			w.tb.Fatal(err)
		}
	}
	if complete == 0 {
		w.tb.Fatal("both jobs were overtaken")
	}
	w.compare("two jobs at once")
}

// plan makes a plan and sends it. One that is refused, since the destination is not as
// state says, is as good as none.
func (w *world) plan() {
	dir := filepath.Join(w.spare, "plan")
	if err := os.RemoveAll(dir); err != nil {
		w.tb.Fatal(err)
	}
	if r := w.push(func(o *host.Options) { o.DryRun, o.DryRunDir = true, dir }); !r.Sendable || r.Unchanged {
		return
	}
	r, err := w.try(func(o *host.Options) { o.PlanDir = dir })
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == fault.PlanRefused {
		return
	}
	if err != nil {
		w.tb.Fatal(err)
	}
	w.ended(r, w.options.StateDir)
	w.compare("a plan that was sent")
}

// shareMachine gives a state folder the secrets of this machine, as jobs of one machine
// have them.
func (w *world) shareMachine(dir string) {
	data, err := os.ReadFile(filepath.Join(w.options.StateDir, "machine.json"))
	if err != nil {
		return // the project was never pushed from here
	}
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, "machine.json"), data, 0o600)); err != nil {
		w.tb.Fatal(err)
	}
}

// event is anything that is no change of a row.
func (w *world) event(events map[string]func()) string {
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(events))).Draw(w.t, "event")
	events[name]()
	return name
}

// events are things that happen to a project as a whole, by name.
func (w *world) events() map[string]func() {
	all := w.databaseEvents()
	maps.Copy(all, w.rowEvents())
	maps.Copy(all, w.pushEvents())
	maps.Copy(all, w.stateEvents())
	maps.Copy(all, w.placeEvents())
	return all
}

func (w *world) databaseEvents() map[string]func() {
	drift, cortex := filepath.Join(w.root, ".drift"), filepath.Join(w.root, ".cortex")
	all := map[string]func(){
		"analyze again": func() {
			if err := demo.Reanalyze(w.bench.t.Context(), w.root); err != nil {
				w.tb.Fatal(err)
			}
		},
		"backup": func() { w.folder(drift, w.spare+"/drift"); w.saved["version"] = fmt.Sprint(w.version) },
		"restore": func() {
			if w.saved["version"] != "" {
				w.folder(w.spare+"/drift", drift)
				fmt.Sscan(w.saved["version"], &w.version)
			}
		},
		"deleted, and made anew": func() {
			w.folder(w.pristine+"/.drift", drift)
			w.version = 7
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
		"clone with a copy": func() {
			w.folder(drift, filepath.Join(w.other.root, ".drift"))
			w.folder(cortex, filepath.Join(w.other.root, ".cortex"))
			w.other.push()
		},
	}
	for name, event := range all {
		all[name] = func() {
			if w.aside == "" {
				event()
			}
		}
	}
	all["a database is missing"] = func() {
		if w.aside == "" {
			w.aside = rapid.SampledFrom([]string{schema.Drift, schema.Bridge, schema.Cortex}).Draw(w.t, "database")
			w.move(w.path(w.aside), filepath.Join(w.spare, "aside"))
		}
	}
	all["it is back"] = func() {
		if w.aside != "" {
			w.move(filepath.Join(w.spare, "aside"), w.path(w.aside))
			w.aside = ""
		}
	}
	return all
}

// move renames a database with the files beside it.
func (w *world) move(from, to string) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(from+suffix, to+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			w.tb.Fatal(err)
		}
	}
}

// placeEvents change what the machine looks like, which is in no row.
func (w *world) placeEvents() map[string]func() {
	look := func(change func(*project.Surroundings)) func() {
		return func() {
			s := project.Look(w.options.Root, nil)
			change(&s)
			w.options.Surroundings = &s
		}
	}
	link := filepath.Join(w.spare, "link")
	return map[string]func(){
		"another host name": look(func(s *project.Surroundings) {
			s.Hosts = []string{rapid.SampledFrom([]string{"zebra-one", "zebra-two", "zebra-three"}).Draw(w.t, "host")}
		}),
		"another home": look(func(s *project.Surroundings) {
			s.Homes = append(s.Homes, "/export/"+rapid.SampledFrom([]string{"zoe", "zac"}).Draw(w.t, "home"))
		}),
		"through a link": func() {
			if err := os.Symlink(w.root, link); err != nil && !errors.Is(err, fs.ErrExist) {
				w.tb.Fatal(err)
			}
			w.options.Root, w.options.Surroundings = link, nil
		},
		"without the link": func() { w.options.Root, w.options.Surroundings = w.root, nil },
	}
}

func (w *world) rowEvents() map[string]func() {
	memories := func(sql string) func() {
		return func() {
			sql := strings.ReplaceAll(sql, "SOME", fmt.Sprint("rowid % 5 = ", rapid.IntRange(0, 4).Draw(w.t, "rest")))
			if w.aside != schema.Cortex {
				w.exec(schema.Cortex, "UPDATE memories SET "+sql)
			}
		}
	}
	return map[string]func(){
		"poison":               memories("summary = x'00ff' WHERE SOME"),
		"refused by the guard": memories("summary = 'in /usr/share/circle/lib' WHERE SOME"),
		"healed":               memories("summary = 'fine' WHERE NOT (" + wholesome + ")"),
		"stricter policy":      func() { w.strict, w.options.Plugins = true, []plugin.Module{{Name: "tables", Wasm: w.wasm}} },
		"policy withdrawn":     func() { w.strict, w.options.Plugins, w.options.AllowWeaker = false, nil, "a test" },
	}
}

func (w *world) pushEvents() map[string]func() {
	return map[string]func(){
		"destination fails": func() {
			at := rapid.IntRange(1, 40).Draw(w.t, "at")
			r, err := w.try(w.through(&failing{write: func(n int, _ *sink.Part) ([]sink.Refusal, error) {
				if n >= at {
					return nil, errDown
				}
				return nil, nil
			}}))
			w.reached(r)
			if err == nil { // it had less to send
				w.ended(r, w.options.StateDir)
			}
			w.began()
		},
		"limited push": func() {
			w.reached(w.push(func(o *host.Options) { o.Tables = []string{"[a-f]*"} }))
			w.began()
		},
		"another job of the source": func() {
			o := w.options
			o.StateDir = w.spare + "/job"
			w.tried()
			r, err := host.Push(w.bench.t.Context(), o)
			if err != nil {
				w.tb.Fatal(err)
			}
			w.ended(r, o.StateDir)
		},
		"two jobs at once":    w.jobs,
		"a plan that is sent": w.plan,
		"another source": func() {
			w.other.exec(schema.Drift, "DELETE FROM violations WHERE rowid % 3 = 0; UPDATE functions SET end_line = end_line + 1")
			w.other.push()
		},
	}
}

func (w *world) stateEvents() map[string]func() {
	return map[string]func(){
		"state saved": func() { w.folder(w.options.StateDir, w.spare+"/saved"); w.saved["state"] = "yes" },
		"state rolled back": func() {
			if w.saved["state"] != "" {
				w.folder(w.spare+"/saved", w.options.StateDir)
			}
		},
		"state lost": func() {
			if err := os.RemoveAll(w.options.StateDir); err != nil {
				w.tb.Fatal(err)
			}
		},
	}
}
