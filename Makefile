# driftsync: see README.md. Every target works on a fresh machine with Go.

WASM := host/plugin/bundled/redact-default.wasm

.PHONY: build demo test race lint bench redact-eval generate wasm clean

build: ## bin/driftsync
	CGO_ENABLED=0 go build -trimpath -o bin/driftsync ./cmd/driftsync

demo: build ## the main job: a sample project, through the sandbox, into a file
	bin/driftsync demo

# Tests that need Postgres start one from the binaries of the system and say how to
# get them where they are missing. Hostile plugins and deadlines run here; under the
# race detector they would only be slow.
test: ## everything but benchmarks
	go test ./...
	cd plugins/redact-default/eval && go test ./...

race: ## the host under the race detector, after `make test` has filled the compile cache
	go test -race -short ./abi/... ./host/... ./schema/...

lint:
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	go vet ./...
	cd plugins/redact-default/eval && go vet ./...
	go tool staticcheck ./...
	GOOS=darwin GOARCH=arm64 go vet ./cmd/... ./host/...
	GOOS=windows GOARCH=amd64 go vet ./cmd/... ./host/...

bench: ## speed, as ratios within one run
	go test -run '^$$' -bench . -benchtime 2s ./host/... ./abi/... ./plugins/redact-default/...

# CORPUS is a folder with secrets*.jsonl[.gz] and paths*.jsonl[.gz].
redact-eval: ## recall, false positives and speed of the default plugin, beside gitleaks
	cd plugins/redact-default/eval && go run . $(abspath $(CORPUS))

generate: wasm ## everything that is made from the catalogue or from source, checked in
	go run ./schema/migration/generate

wasm: ## the bundled plugin, bit for bit the same for the same toolchain
	go run ./plugins/redact-default/build -o $(WASM)

clean:
	rm -rf bin
