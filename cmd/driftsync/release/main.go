// Command release builds driftsync for every system it is released for, into a folder
// that holds nothing else: programs, their bills of materials, the manual page and
// SHA256SUMS. The same commit and Go give the same bytes.
//
//	go run ./cmd/driftsync/release -o dist
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// systems are those that are released.
const systems = "linux/amd64,linux/arm64,darwin/amd64,darwin/arm64,windows/amd64,windows/arm64"

const program = "github.com/driftsync/driftsync/cmd/driftsync"

func main() {
	out := flag.String("o", "dist", "folder to make; it must not exist")
	targets := flag.String("targets", systems, "systems to build for, as GOOS/GOARCH, by comma")
	flag.Parse()
	if err := release(*out, strings.Split(*targets, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func release(dir string, targets []string) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of the release: %w", err)
	}
	for _, target := range targets {
		if err := build(dir, target); err != nil {
			return err
		}
	}
	page := exec.Command("go", "run", program, "docs", "--format", "man")
	page.Stderr = os.Stderr
	text, err := page.Output()
	if err != nil {
		return fmt.Errorf("write the manual page: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "driftsync.1"), text, 0o644); err != nil {
		return err
	}
	return sum(dir)
}

// build makes the program for one system, and its bill of materials. Go stamps the
// version of the commit: its tag, or its time and digest.
func build(dir, target string) error {
	system, architecture, ok := strings.Cut(target, "/")
	if !ok {
		return fmt.Errorf("%q is not GOOS/GOARCH", target)
	}
	file := filepath.Join(dir, "driftsync-"+system+"-"+architecture)
	if system == "windows" {
		file += ".exe"
	}
	c := exec.Command("go", "build", "-trimpath", "-buildvcs=auto", "-ldflags=-s -w -buildid=", "-o", file, program)
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+architecture)
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("build for %s: %w", target, err)
	}
	if err := writeBill(file); err != nil {
		return fmt.Errorf("list what is in the build for %s: %w", target, err)
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	fmt.Printf("%-32s %5.1f MB\n", filepath.Base(file), float64(info.Size())/1e6)
	return nil
}

// sum writes SHA256SUMS as sha256sum(1) does.
func sum(dir string) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var sums []byte
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return err
		}
		sums = fmt.Appendf(sums, "%x  %s\n", sha256.Sum256(data), f.Name())
	}
	return os.WriteFile(filepath.Join(dir, "SHA256SUMS"), sums, 0o644)
}
