# driftsync: see README.md. Every target works on a fresh machine with Go.

WASM := host/plugin/bundled/redact-default.wasm
ENGINE := host/plugin/bundled/engine.wasm
# make lint vets
# without symbols, which take a second of linking a package
GOTEST := go test -vet=off -ldflags='-s -w' -timeout 40m

.PHONY: build demo demo-cloud stack test test-hosted race soak lint bench redact-eval redact-cases generate rules wasm profile docs transcript schemas screens release emulate clean

build: ## bin/driftsync
	CGO_ENABLED=0 go build -trimpath -o bin/driftsync ./cmd/driftsync

demo: build ## the main job: a sample project, through the sandbox, into a file
	bin/driftsync demo

# Node 20 and npm are needed; the packages of the stack are fetched the first time.
demo-cloud: build ## the whole way to a Supabase-like stack on this machine: login, link, push, dashboard view
	examples/local-supabase/demo.sh

stack: ## packages of the local stack and of the examples, for the tests that use them
	cd examples/local-supabase && npm install --no-audit --no-fund --no-package-lock
	cd examples/dashboard && npm install --no-audit --no-fund --no-package-lock
	cd examples/node && npm install --no-audit --no-fund --no-package-lock
	cd examples/policies/assemblyscript && npm install --no-audit --no-fund --no-package-lock
	cd host/testdata/duckdb && npm install --no-audit --no-fund --no-package-lock

# Tests that need Postgres start one from the binaries of the system and say how to
# get them where they are missing. Hostile plugins and deadlines run here; under the
# race detector they would only be slow. Random histories are the same at each run, so
# that main does not turn red by chance; RAPID_SEED=0 draws others, as the soak does.
test race: export RAPID_SEED ?= 1
test: ## everything but benchmarks
	$(GOTEST) ./...
	cd plugins/redact-default/eval && go test ./...
	cd cmd/driftsync/release && $(GOTEST) ./...

test-hosted: ## end to end against a hosted project; says "not run" where none is named
	@if [ -z "$$DRIFTSYNC_HOSTED_URL" ]; then \
		echo "not run: set DRIFTSYNC_HOSTED_URL, _KEY, _EMAIL and _PASSWORD_FILE (see docs/hosted.md)"; exit 77; fi
	go test -count=1 -v -run '^TestHosted$$' ./host/supabase

# Only packages that start something beside themselves are run under the race detector, and
# (-short) no test that differs from another in its data alone. Nor are workers, other than
# in their own tests: one takes five times as long to start there. Nor what only starts
# processes that confine themselves or open a pipe: those of host/plugin are workers, too.
race: build ## the host under the race detector, after `make test` has filled the compile cache
	DRIFTSYNC_TEST_WORKER=$(CURDIR)/bin/driftsync $(GOTEST) -race -short -skip '^Test(API|Isolation)_' \
		$$(grep -rlE 'errgroup|AfterFunc|WaitGroup|\bgo (func|[a-zA-Z.]+)\(' --include='*.go' host internal | xargs -n1 dirname | sort -u | \
		grep -vE '/(deploy|erratum|pgtest|worker|atomicfile)$$' | sed 's,^,./,')

soak: ## what is long: hundreds of killed pushes and random histories, a fleet, every false answer, a hundred sets of canaries, a thousand random programs; an hour
	DRIFTSYNC_TEST_KILLS=200 go test -count=1 -timeout 60m -run '^TestPush_Killed$$' ./host
	DRIFTSYNC_TEST_HISTORIES=50 go test -count=1 -timeout 60m -run '^TestPush_Histories' ./host
	DRIFTSYNC_TEST_SEEDS=100 go test -count=1 -timeout 60m -run '^TestSweep$$' ./internal/prove
	DRIFTSYNC_TEST_SEEDS=100 go test -count=1 -timeout 60m -run '^TestRecall_Seeds$$' ./internal/verify
	DRIFTSYNC_TEST_SOURCES=100 go test -count=1 -timeout 60m -run '^TestPush_Fleet$$' ./host
	DRIFTSYNC_TEST_PORTALS=all go test -count=1 -timeout 60m -run '^TestPush_(Portal|Disturbed)$$' ./host
	DRIFTSYNC_TEST_SUBTLE=all go test -count=1 -timeout 60m -run '^TestVerify_Subtle$$' ./internal/verify
	DRIFTSYNC_TEST_PROGRAMS=1000 go test -count=1 -v -timeout 120m -run '^TestPrograms$$' ./host/plugin/erratum
	cd plugins/redact-default/eval && DRIFTSYNC_TEST_LINES=all go test -count=1 -timeout 60m -run '^TestGitleaks_Findings$$' .

emulate: ## the programs for Windows and arm64, under Wine and QEMU where they are installed; minutes
	cd cmd/driftsync/release && DRIFTSYNC_TEST_EMULATED=1 go test -count=1 -v -timeout 60m -run '^TestEmulated$$' .

lint:
	test -z "$$(gofmt -l $$(git ls-files '*.go'))"
	go vet ./...
	cd plugins/redact-default/eval && go vet ./...
	cd cmd/driftsync/release && go vet ./...
	go tool staticcheck ./...
	GOOS=darwin GOARCH=arm64 go vet ./cmd/... ./host/... ./internal/...
	GOOS=windows GOARCH=amd64 go vet ./cmd/... ./host/... ./internal/...

bench: ## speed, as ratios within one run
	go test -run '^$$' -bench . -benchtime 2s ./host/... ./internal/... ./abi/... ./plugins/redact-default/...

# CORPUS is a folder with secrets*.jsonl[.gz] and paths*.jsonl[.gz]; MODULE names
# another module than the bundled one.
redact-eval: ## recall, false positives and speed of the default plugin, beside gitleaks
	cd plugins/redact-default/eval && go run . $(if $(MODULE),-module $(abspath $(MODULE))) $(abspath $(CORPUS))

# CASES is a folder of *.jsonl[.gz]; FLAGS as plugins/redact-default/eval/cases has them,
# such as "-show -kind pii-*", "-native" or "-file pass* -min-fine 100".
redact-cases: ## what leaks and what is lost, by kind, over cases of your own
	cd plugins/redact-default/eval && go run ./cases $(FLAGS) $(abspath $(CASES))

generate: rules wasm ## everything that is made from the catalogue or from source, checked in
	go generate ./schema/...
	DRIFTSYNC_UPDATE=1 go test -count=1 -run '^TestCatalogue$$' ./internal/dashboard

rules: ## the tables of the default policy, from plugins/redact-default/rules
	go generate ./plugins/redact-default/...

wasm: ## the bundled plugin and the engine of rules files, bit for bit the same for the same toolchain; refused if its code answers unlike the compiler's
	go run ./cmd/driftsync plugins build plugins/redact-default -o $(WASM)
	go run ./cmd/driftsync plugins build plugins/sdk/rule/guest -o $(ENGINE)

# Made natively and from made-up text; the compiler inlines what is called most. It need
# not follow every change of a rule: what it says no longer is left out. Half a second each
# is enough: with four, the module is as fast and an eighth of a megabyte larger.
profile: ## plugins/redact-default/default.pgo, then run make wasm
	rm -rf /tmp/driftsync-profile && mkdir /tmp/driftsync-profile
	go test -c -trimpath -o /tmp/driftsync-profile/policy.test ./plugins/redact-default/policy
	cd plugins/redact-default/policy && /tmp/driftsync-profile/policy.test -test.run '^$$' -test.bench '^Benchmark(Shapes|Row|Policy)$$' -test.benchtime 500ms -test.cpuprofile /tmp/driftsync-profile/default.pgo
	cp /tmp/driftsync-profile/default.pgo plugins/redact-default/default.pgo

docs: ## the reference of the command line and the page for security reviews, checked in
	go run ./cmd/driftsync docs > docs/cli.md.new && mv docs/cli.md.new docs/cli.md
	cp SECURITY.md internal/review/security.md
	DRIFTSYNC_UPDATE=1 go test -count=1 -run '^TestPage$$' ./internal/review

transcript: ## docs/terminal.md, a session on a terminal; Linux
	DRIFTSYNC_UPDATE=1 go test -count=1 -run '^TestTranscript$$' ./cmd/driftsync

schemas: ## JSON Schemas of --json, from the types, checked in
	DRIFTSYNC_UPDATE=1 go test -run '^TestSchemas$$' ./cmd/driftsync

# Needs chromium, and Linux for what a terminal shows. Everything is of demo projects: no
# value in them is real. The dashboard needs its packages: make stack.
screens: build ## docs/images: pictures of the terminal, of the pages and of the dashboard
	mkdir -p docs/images && rm -rf /tmp/driftsync-screens && mkdir /tmp/driftsync-screens
	cd /tmp/driftsync-screens && export DRIFTSYNC_STATE=/tmp/driftsync-screens/state && \
		$(CURDIR)/bin/driftsync -q demo --only-generate shop --rows 1700 && \
		$(CURDIR)/bin/driftsync -q push --root shop --to file:out.db --report report.html && \
		$(CURDIR)/bin/driftsync -q preview --root shop --html preview.html --table violations --table constants
	for page in report preview; do chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,1200 \
		--screenshot=docs/images/$$page.png file:///tmp/driftsync-screens/$$page.html >/dev/null 2>&1 || exit 1; done
	DRIFTSYNC_SCREENS=$(CURDIR)/docs/images go test -count=1 -run '^TestScreens$$' ./cmd/driftsync
	@if [ -d examples/dashboard/node_modules ]; then \
		DRIFTSYNC_PICTURES=$(CURDIR)/docs/images go test -count=1 -run '^TestPages_OfFile$$' ./examples/dashboard; \
	else echo "no picture of the dashboard: run make stack first"; fi

release: ## dist/: six builds, packages for npm, Debian, RPM, Homebrew, Scoop and OCI, bills of materials, signed checksums and provenance
	rm -rf dist
	cd cmd/driftsync/release && go run . -o ../../../dist

clean:
	rm -rf bin dist
