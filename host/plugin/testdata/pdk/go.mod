module github.com/driftsync/driftsync/host/plugin/testdata/pdk

go 1.26.0

toolchain go1.26.8

require (
	github.com/driftsync/driftsync v0.0.0
	github.com/extism/go-pdk v1.1.3
)

replace github.com/driftsync/driftsync => ../../../..
