//go:build !wasip1

package main

// main exists so that the package builds for every system; the plugin is main.go.
func main() {}
