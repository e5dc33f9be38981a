// Command eval measures the default plugin on corpora of secrets and paths: the real
// module through the real engine, beside gitleaks on the same text in the same run.
//
//	go run . [-module FILE] DIR
//
// Without a module it is the one that is bundled. It reads every secrets*.jsonl[.gz] and paths*.jsonl[.gz] in DIR. A secret's record
// has text, secret (null where there is none), class, shape and source; a path's has
// text, root, leaks, keep and kind. It prints counts and rates, never a text.
package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/plugin/bundled"
)

func main() {
	host.WorkerMain()
	module := flag.String("module", "", "measure this `file` instead of the bundled module")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: eval [-module FILE] DIR")
		os.Exit(2)
	}
	if err := evaluate(context.Background(), *module, flag.Arg(0), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func evaluate(ctx context.Context, module, dir string, out io.Writer) error {
	wasm := bundled.Wasm
	if module != "" {
		var err error
		if wasm, err = os.ReadFile(module); err != nil {
			return err
		}
	}
	return run(ctx, wasm, dir, out)
}

// record is one line of a corpus.
type record struct {
	Text   string   `json:"text"`
	Secret *string  `json:"secret"`
	Class  string   `json:"class"`
	Shape  string   `json:"shape"`
	Source string   `json:"source"`
	Kind   string   `json:"kind"`
	Root   string   `json:"root"`
	Leaks  []string `json:"leaks"`
	Keep   []string `json:"keep"`
}

func run(ctx context.Context, wasm []byte, dir string, out io.Writer) error {
	secrets, err := load(dir, "secrets*.jsonl*")
	if err != nil {
		return err
	}
	paths, err := load(dir, "paths*.jsonl*")
	if err != nil {
		return err
	}
	if len(secrets)+len(paths) == 0 {
		return fmt.Errorf("no secrets*.jsonl or paths*.jsonl in %s", dir)
	}
	if len(secrets) > 0 {
		if err := reportSecrets(ctx, wasm, secrets, out); err != nil {
			return err
		}
	}
	if len(paths) > 0 {
		return reportPaths(ctx, wasm, paths, out)
	}
	return nil
}

func load(dir, pattern string) ([]record, error) {
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return nil, err
	}
	var all []record
	for _, name := range names {
		records, err := loadFile(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		all = append(all, records...)
	}
	return all, nil
}

func loadFile(name string) ([]record, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return nil, err
		}
	}
	var all []record
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, lines.Err()
}
