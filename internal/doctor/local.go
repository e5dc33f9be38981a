package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/host/plugin/bundled"
	"github.com/driftsync/driftsync/host/source"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/disk"
	"github.com/driftsync/driftsync/schema"
)

func checkConfig(_ context.Context, o *Options) []Finding {
	if o.ConfigErr != nil {
		return []Finding{failed(Fail, "", o.ConfigErr)}
	}
	c := o.Config
	switch {
	case c.Cloud.URL == "":
		return one(Warn, "no Supabase project is configured", "run driftsync login --url URL --key KEY, or push with --to file:out.db")
	case !c.URLTrusted:
		return one(Fail, "the Supabase URL is named by the project alone", "run driftsync login --url URL once you trust it")
	}
	if _, err := auth.ParseURL(c.Cloud.URL); err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	if err := auth.CheckKey(c.Cloud.Key); err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	if c.Cloud.Tenant == "" || c.Cloud.Project == "" {
		return one(Fail, "no tenant and project are chosen", "run driftsync link")
	}
	return one(Pass, "pushes go to "+c.Cloud.URL, "")
}

func checkDatabases(ctx context.Context, o *Options) []Finding {
	if err := compiled.Use(filepath.Join(o.CacheDir, "sqlite")); err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	var all []Finding
	there := 0
	for _, catalogue := range schema.Databases() {
		db, err := source.Open(ctx, o.Root, catalogue)
		switch {
		case err != nil:
			there++
			all = append(all, failed(Fail, "", err))
		case db == nil:
			all = append(all, Finding{Status: Warn, Text: catalogue.File + " is not there", Hint: "run `drift analyze` in this project if it should be"})
		default:
			there++
			all = append(all, checkDatabase(ctx, db)...)
		}
	}
	if there == 0 {
		all = append(all, Finding{Status: Fail, Text: "this project has no database of Drift", Hint: "run `drift analyze` first, or name the project with --root", Code: fault.SourceMissing})
	}
	return all
}

func checkDatabase(ctx context.Context, db *source.Database) []Finding {
	defer db.Close() // opened read-only: nothing can be lost
	if err := db.Integrity(); err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	return append([]Finding{checkTables(db)}, checkReferences(ctx, db)...)
}

func checkTables(db *source.Database) Finding {
	text := fmt.Sprintf("%s reads well, version %d, %d tables that leave", db.Catalogue.File, db.Version, len(db.Tables))
	if len(db.Stays) > 0 {
		text += "; stays here on purpose: " + strings.Join(db.Stays, ", ")
	}
	switch u := db.Unknown; {
	case len(db.Odd) > 0:
		return failed(Warn, text, db.Odd[0].Fault())
	case u.Newer:
		return Finding{Status: Warn, Text: text + "; its schema is newer than this driftsync", Hint: "look for a newer driftsync; what this one does not know stays here"}
	case len(u.Tables)+len(u.Columns) > 0:
		return Finding{Status: Warn, Text: fmt.Sprintf("%s; %d tables and %d columns are not known and stay here", text, len(u.Tables), len(u.Columns)), Hint: "there is nothing to do; if a newer Drift made them, look for a newer driftsync"}
	}
	return Finding{Status: Pass, Text: text}
}

// checkReferences counts references that point to no row. Drift leaves them behind, so
// they are reported and nothing is wrong.
func checkReferences(ctx context.Context, db *source.Database) []Finding {
	var dangling []source.Dangling
	for i := range db.Tables {
		found, err := db.Dangling(ctx, &db.Tables[i])
		if err != nil {
			return []Finding{failed(Fail, "", err)}
		}
		dangling = append(dangling, found...)
	}
	if line := source.DescribeDangling(dangling); line != "" {
		return one(Pass, line+"; they leave as they are", "")
	}
	return nil
}

// roomy is the free space below which a push may not fit, in bytes.
const roomy = 512 << 20

func checkState(_ context.Context, o *Options) []Finding {
	var all []Finding
	for _, folder := range []struct{ what, path string }{{"state", o.StateDir}, {"cache", o.CacheDir}} {
		all = append(all, checkFolder(folder.what, folder.path))
	}
	return all
}

// checkFolder looks at a folder, or at the nearest one above that exists.
func checkFolder(what, path string) Finding {
	info, err := os.Stat(path)
	at := path
	for err != nil && at != filepath.Dir(at) {
		at = filepath.Dir(at)
		info, err = os.Stat(at)
	}
	switch {
	case err != nil || !info.IsDir():
		return Finding{Status: Fail, Text: "the folder for " + what + " cannot be made", Hint: "name another one with --" + what}
	case at == path && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return Finding{Status: Warn, Text: "the folder for " + what + " is open to others", Hint: "chmod 700 that folder"}
	}
	if !writable(at) {
		return Finding{Status: Fail, Text: "the folder for " + what + " cannot be written", Hint: "check its access rights, or name another one with --" + what}
	}
	free, known := disk.Free(at)
	switch {
	case !known:
		return Finding{Status: Pass, Text: "the folder for " + what + " can be written"}
	case free < roomy:
		return Finding{Status: Warn, Text: "the folder for " + what + " has " + humanize.IBytes(free) + " left", Hint: "free some space: a push keeps what it sends on disk until it is confirmed"}
	}
	return Finding{Status: Pass, Text: fmt.Sprintf("the folder for %s can be written, %s are free", what, humanize.IBytes(free))}
}

func checkPlugins(ctx context.Context, o *Options) []Finding {
	if o.PluginsErr != nil {
		return []Finding{failed(Fail, "", o.PluginsErr)}
	}
	modules := append([]plugin.Module{{Name: "redact-default", Wasm: bundled.Wasm, Bundled: true}}, o.Plugins...)
	// What a push would refuse is not run here either.
	if err := admit(&o.Gate, modules); err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	pseudonym := identity.NewPseudonym(make([]byte, identity.KeySize))
	chain, err := plugin.Open(ctx, plugin.Options{Modules: modules, CacheDir: filepath.Join(o.CacheDir, "plugins"), Pseudonym: pseudonym.Append})
	if err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	defer chain.Close() // the workers hold nothing
	if err := chain.Start(ctx); err != nil {
		return []Finding{failed(Fail, "", err)}
	}
	var all []Finding
	for _, info := range chain.Plugins() {
		all = append(all, Finding{Status: Pass, Text: fmt.Sprintf("%s %s loads, sha256 %s...", info.Name, info.Version, info.SHA256[:12])})
	}
	if !chain.Confined() {
		all = append(all, Finding{Status: Warn, Text: "plugin workers keep network and files on this system",
			Hint: "the WebAssembly sandbox holds; on Linux workers give up both as well"})
	}
	return all
}

func admit(gate *lock.Gate, modules []plugin.Module) error {
	var chain []lock.Candidate
	for _, m := range modules {
		c, err := gate.Candidate(m.Name, m.Wasm, m.Bundled)
		if err != nil {
			return err
		}
		chain = append(chain, c)
	}
	_, err := gate.Admit(chain)
	return err
}

func checkCredentials(_ context.Context, o *Options) []Finding {
	switch {
	case o.Config == nil || o.Config.Cloud.URL == "":
		return one(Skip, "no Supabase project is configured", "")
	case o.TokensErr != nil:
		return []Finding{failed(Fail, "", o.TokensErr)}
	}
	var all []Finding
	if o.Store != nil && runtime.GOOS != "windows" {
		if info, err := os.Stat(o.Store.Path()); err == nil && info.Mode().Perm()&0o077 != 0 {
			all = append(all, Finding{Status: Fail, Text: "the credentials are open to others", Hint: "chmod 600 ~/.drift/cloud-credentials.json"})
		}
	}
	origin := o.Tokens.Origin()
	session, err := o.Tokens.Session()
	switch {
	case err != nil:
		return append(all, failed(Fail, "", err))
	case origin == "":
		return append(all, Finding{Status: Warn, Text: "not logged in", Hint: "run driftsync login"})
	case session == nil:
		return append(all, Finding{Status: Pass, Text: "a machine user logs in by " + origin})
	case session.RefreshToken == "" && !session.ExpiresAt.IsZero() && time.Now().After(session.ExpiresAt):
		return append(all, Finding{Status: Fail, Text: "the session from " + origin + " is over", Hint: "run driftsync login, or set a new DRIFTSYNC_TOKEN"})
	}
	return append(all, Finding{Status: Pass, Text: "a session from " + origin})
}
