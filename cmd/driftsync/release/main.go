// Command release builds driftsync for every system it is released for, into a folder
// that holds nothing else: programs, their bills of materials, packages and images for the
// usual installers, checksums and provenance. The same commit, Go and key give the same
// bytes.
//
//	cd cmd/driftsync/release && go run . -o ../../../dist
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

// systems are those that are released.
const systems = "linux/amd64,linux/arm64,darwin/amd64,darwin/arm64,windows/amd64,windows/arm64"

func main() {
	out := flag.String("o", "dist", "folder to make; it must not exist")
	targets := flag.String("targets", systems, "systems to build for, as GOOS/GOARCH, by comma")
	root := flag.String("root", "../../..", "the checkout")
	key := flag.String("key", os.Getenv("DRIFTSYNC_RELEASE_KEY_FILE"), "file with the private key that signs, as golang.org/x/mod/sumdb/note writes it; without one nothing is signed")
	newKey := flag.String("new-key", "", "make such a file, print its public key, and build nothing")
	flag.Parse()
	err := func() error {
		if *newKey != "" {
			return makeKey(*newKey)
		}
		return run(*out, *root, *key, strings.Split(*targets, ","))
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(out, root, key string, targets []string) error {
	r, err := begin(out, root, key, targets)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"build the programs", r.build},
		{"write the manual page", r.manual},
		{"pack the archives", r.archives},
		{"pack the Debian and RPM packages", r.systemPackages},
		{"pack the npm packages", r.npm},
		{"write the manifests of Homebrew and Scoop", r.manifests},
		{"write the installer", r.installer},
		{"make the image", r.image},
		{"sum the files", r.sums},
		{"say where they come from", r.provenance},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}
