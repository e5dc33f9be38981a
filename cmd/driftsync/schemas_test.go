package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/cortex"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/doctor"
	"github.com/driftsync/driftsync/internal/preview"
	"github.com/driftsync/driftsync/internal/prove"
	"github.com/driftsync/driftsync/internal/provenance"
	"github.com/driftsync/driftsync/internal/report"
	"github.com/driftsync/driftsync/internal/verify"
)

// results are what stands under summary and result of each envelope.
var results = map[string]struct{ summary, result any }{
	"driftsync.push/1":                {sink.Counts{}, host.Result{}},
	"driftsync.login/1":               {loginResult{}, nil},
	"driftsync.logout/1":              {logoutResult{}, nil},
	"driftsync.link/1":                {nil, linked{}},
	"driftsync.link.members/1":        {map[string]int{}, supabase.People{}},
	"driftsync.link.invite/1":         {nil, invited{}},
	"driftsync.link.revoke/1":         {nil, revoked{}},
	"driftsync.demo/1":                {demo.Summary{}, nil},
	"driftsync.status/1":              {map[string]any{}, statusResult{}},
	"driftsync.check/1":               {checkSummary{}, checkResult{}},
	"driftsync.prove/1":               {prove.Counts{}, prove.Result{}},
	"driftsync.dashboard/1":           {map[string]string{}, dashboardResult{}},
	"driftsync.doctor/1":              {map[string]int{}, []doctor.Finding{}},
	"driftsync.preview/1":             {map[string]int{}, []preview.Table{}},
	"driftsync.config.show/1":         {nil, []config.Value{}},
	"driftsync.config.path/1":         {nil, []layerFile{}},
	"driftsync.config.validate/1":     {nil, nil},
	"driftsync.config.schema/1":       {nil, map[string]any{}},
	"driftsync.env/1":                 {nil, []variable{}},
	"driftsync.version/1":             {map[string]string{}, provenance.Result{}},
	"driftsync.docs/1":                {map[string]string{}, docsResult{}},
	"driftsync.completion/1":          {map[string]string{}, nil},
	"driftsync.quarantine.list/1":     {map[string]int{}, []reason{}},
	"driftsync.quarantine.show/1":     {map[string]int{}, []state.Quarantined{}},
	"driftsync.quarantine.drop/1":     {map[string]int{}, nil},
	"driftsync.source.list/1":         {map[string]int{}, []host.SourceStatus{}},
	"driftsync.source.adopt/1":        {map[string]string{}, nil},
	"driftsync.source.rename/1":       {map[string]string{}, nil},
	"driftsync.source.handover/1":     {map[string]string{}, nil},
	"driftsync.source.primary/1":      {map[string]string{}, nil},
	"driftsync.purge/1":               {map[string]int64{}, host.Receipt{}},
	"driftsync.source.retire/1":       {map[string]any{}, nil},
	"driftsync.report.show/1":         {map[string]string{}, nil},
	"driftsync.report.list/1":         {reportListSummary{}, []string{}},
	"driftsync.report.verify/1":       {map[string]string{}, nil},
	"driftsync.report.key/1":          {nil, ""},
	"driftsync.schema.print/1":        {nil, []printed{}},
	"driftsync.schema.write/1":        {nil, migrations{}},
	"driftsync.schema.apply/1":        {nil, migrations{}},
	"driftsync.schema.diff/1":         {nil, schemaState{}},
	"driftsync.cortex.sync/1":         {cortex.SyncResult{}, cortex.SyncOutcome{}},
	"driftsync.cortex.status/1":       {cortex.CloudState{}, cortex.CloudStatus{}},
	"driftsync.cortex.resolve/1":      {cortex.Resolution{}, cortex.Resolution{}},
	"driftsync.mcp/1":                 {nil, nil}, // of a start that failed; then the protocol has the output
	"driftsync.plugins.verify/1":      {map[string]int{}, []*verify.Report{}},
	"driftsync.plugins.attestation/1": {nil, lock.Attestation{}},
	"driftsync.plugins.add/1":         {map[string]string{}, lock.Entry{}},
	"driftsync.plugins.list/1":        {map[string]int{}, []listedPlugin{}},
	"driftsync.plugins.explain/1":     {map[string]int{}, []explained{}},
	"driftsync.plugins.inspect/1":     {map[string]string{}, inspected{}},
	"driftsync.plugins.diff/1":        {map[string]int{}, diffed{}},
	"driftsync.plugins.new/1":         {map[string]string{}, []string{}},
	"driftsync.plugins.build/1":       {map[string]any{}, nil},
	"driftsync.plugins.test/1":        {map[string]any{}, tested{}},
	"driftsync.plugins.bench/1":       {verify.Speed{}, nil},
	"driftsync.plugins.keygen/1":      {map[string]string{}, nil},
	"driftsync.plugins.sign/1":        {map[string]string{}, nil},
	"driftsync.usage/1":               {nil, nil},
}

// failures are command lines that fail, at least one of each command that can.
var failures = []string{
	"login", "logout", "link", "link members", "link invite x@example.org", "link revoke x@example.org", "push", "push --to ftp:x", "status", "dashboard --from file:nowhere.db", "check --root nowhere", "watch --root nowhere", "doctor --check nothing",
	"preview", "preview --show-source", "demo --from nowhere", "mcp --to ftp:x", "docs nothing",
	"quarantine list", "quarantine show", "quarantine retry", "quarantine drop", "report nothing", "report verify nothing",
	"--state /dev/null report list", "--state /dev/null report key", "config show --root nowhere", "config path --root nowhere", "config validate --root nowhere",
	"schema write /dev/null/x", "schema apply", "schema diff", "cortex sync", "cortex status --root nowhere", "cortex resolve --memory m1 --resolution no",
	"plugins verify nowhere.wasm", "plugins add nowhere.wasm", "plugins list --root nowhere", "plugins explain", "plugins inspect nowhere.wasm",
	"plugins diff nowhere.wasm nowhere.wasm", "plugins new no-tickets --sdk nowhere", "plugins build nowhere", "plugins test nowhere", "plugins bench nowhere.wasm",
	"plugins keygen /dev/null/x", "plugins sign --key nowhere nowhere.wasm", "cloud push", "prove --root nowhere",
	"source list --to ftp:x", "source adopt --to ftp:x x", "source retire --to ftp:x x", "source rename --to ftp:x x y",
	"source handover --to ftp:x x", "source primary --to ftp:x x", "purge --source x", "purge --before 2999-01-01 --yes",
}

// always succeed, whatever the project and the machine; or fail as Drift's own client
// does, with a message alone.
var always = []string{"env", "version", "completion", "config schema", "schema print", "cloud login", "cloud status", "cloud logout", "cloud redact"}

// documents have no envelope: files that are read or written, lines of a stream, and what Drift's own client
// answers.
var documents = map[string]any{
	"driftsync.event/1":    progressEvent{},
	"driftsync.plan/1":     host.Plan{},
	"driftsync.report/1":   signedReport{},
	"drift.cloud.push/2":   driftPushed{},
	"drift.cloud.status/1": driftState{},
	"drift.cloud.redact/1": redactAnswer{},
	config.SchemaName:      config.File{},
}

// signedReport is [report.Signed] with its report parsed.
type signedReport struct {
	Schema    string        `json:"schema"`
	Report    report.Report `json:"report"`
	Signature string        `json:"signature"`
}

// replaced are schemas that nothing answers in any more; readers of then may ask for them.
var replaced = []string{"drift.cloud.push/1"} // whose errors were texts

// answers are the schemas of commands that answer with another's.
var answers = map[string][]string{
	"demo":             {"driftsync.demo/1", "driftsync.push/1"},
	"link project":     {"driftsync.link/1"},
	"watch":            {"driftsync.push/1"},
	"quarantine retry": {"driftsync.push/1"},
	"report show":      {"driftsync.report.show/1", "driftsync.report/1"},
	"plugins verify":   {"driftsync.plugins.verify/1", "driftsync.plugins.attestation/1"},
	"cloud login":      {"driftsync.login/1"},
	"cloud logout":     {"driftsync.logout/1"},
	"cloud push":       {"drift.cloud.push/2"},
	"cloud status":     {"drift.cloud.status/1"},
	"cloud redact":     {"drift.cloud.redact/1"},
}

// schemasFor returns the schemas of what a command prints with --json.
func schemasFor(command string) []string {
	if names := answers[command]; names != nil {
		return names
	}
	return []string{"driftsync." + strings.ReplaceAll(command, " ", ".") + "/1"}
}

// schemaOf returns the JSON Schema of what encoding/json makes of a type. Readers
// ignore what they do not know, so other properties are allowed.
func schemaOf(t reflect.Type) map[string]any {
	if t == nil {
		return map[string]any{}
	}
	switch t {
	case reflect.TypeFor[uuid.UUID](), reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		inner := schemaOf(t.Elem())
		return nullable(inner)
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Int, reflect.Int64, reflect.Uint32, reflect.Int32, reflect.Uint64, reflect.Uint8, reflect.Uint16:
		return map[string]any{"type": "integer"}
	case reflect.Float64, reflect.Float32:
		return map[string]any{"type": "number"}
	case reflect.Slice:
		return nullable(map[string]any{"type": "array", "items": schemaOf(t.Elem())})
	case reflect.Map:
		return nullable(map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())})
	case reflect.Struct:
		properties, required := map[string]any{}, []any{}
		fields(t, properties, &required)
		if filled[t] {
			for _, property := range properties {
				unnull(property.(map[string]any))
			}
		}
		return map[string]any{"type": "object", "properties": properties, "required": required}
	}
	return map[string]any{}
}

// filled are results whose lists are never null.
var filled = map[reflect.Type]bool{reflect.TypeFor[host.Result](): true, reflect.TypeFor[statusResult](): true}

// unnull takes the null away from a list or a map.
func unnull(schema map[string]any) {
	kinds, _ := schema["type"].([]any)
	if len(kinds) == 2 && (kinds[0] == "array" || kinds[0] == "object") && (schema["items"] != nil || schema["additionalProperties"] != nil) {
		schema["type"] = kinds[0]
	}
}

func nullable(schema map[string]any) map[string]any {
	if kind, ok := schema["type"].(string); ok {
		schema["type"] = []any{kind, "null"}
	}
	return schema
}

// fields adds those of a struct, and of the structs that are embedded in it.
func fields(t reflect.Type, properties map[string]any, required *[]any) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case f.Anonymous && name == "" && inner.Kind() == reflect.Struct:
			fields(inner, properties, required)
		case !f.IsExported() || name == "-":
		default:
			if name == "" {
				name = f.Name
			}
			properties[name] = schemaOf(f.Type)
			if !strings.Contains(options, "omit") {
				*required = append(*required, name)
			}
		}
	}
}

func envelopeSchema(name string) map[string]any {
	if name == config.SchemaName {
		return config.Schema()
	}
	if document, ok := documents[name]; ok {
		made := schemaOf(reflect.TypeOf(document))
		made["$schema"], made["title"] = "https://json-schema.org/draft/2020-12/schema", name
		return made
	}
	of := results[name]
	e := schemaOf(reflect.TypeFor[envelope]())
	properties := e["properties"].(map[string]any)
	properties["schema"] = map[string]any{"const": name}
	properties["summary"] = nullable(schemaOf(reflect.TypeOf(of.summary)))
	properties["result"] = nullable(schemaOf(reflect.TypeOf(of.result)))
	e["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	e["title"] = name
	return e
}

func schemaFile(name string) string {
	return filepath.Join("..", "..", "schema", "json", strings.ReplaceAll(name, "/", ".")+".json")
}

// schemaNames returns every schema, sorted.
func schemaNames() []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(results)), maps.Keys(documents))
	slices.Sort(names)
	return names
}

// TestSchemas compares the committed schemas with the types; DRIFTSYNC_UPDATE=1 writes
// them anew. A field that goes away or changes its type needs a new number instead.
func TestSchemas(t *testing.T) {
	for _, name := range schemaNames() {
		made, err := json.MarshalIndent(envelopeSchema(name), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, '\n')
		if os.Getenv("DRIFTSYNC_UPDATE") == "1" && os.Getenv("CI") == "" {
			if err := os.WriteFile(schemaFile(name), made, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		committed, err := os.ReadFile(schemaFile(name))
		if err != nil || string(committed) != string(made) {
			t.Errorf("%s is not what the types give (%v): run make schemas", schemaFile(name), err)
		}
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "schema", "json", "*.json"))
	if err != nil || len(files) != len(schemaNames())+len(replaced) {
		t.Errorf("%d files in schema/json for %d schemas and %d that were replaced (%v)", len(files), len(schemaNames()), len(replaced), err)
	}
	for _, name := range replaced {
		if _, err := os.Stat(schemaFile(name)); err != nil {
			t.Error(err)
		}
	}
}

// Every command has a schema, so that a new one cannot do without.
func TestSchemas_OfEveryCommand(t *testing.T) {
	names := schemaNames()
	for _, node := range model(t).Leaves(false) {
		for _, name := range schemasFor(node.Path()) {
			if !slices.Contains(names, name) {
				t.Errorf("driftsync --json %s has no schema %s", node.Path(), name)
			}
		}
	}
}

// fits holds what a command printed with --json against its schema.
func fits(t *testing.T, line, out string, allowed []string) {
	t.Helper()
	var got map[string]any
	decoder := json.NewDecoder(strings.NewReader(out))
	if err := decoder.Decode(&got); err != nil {
		t.Errorf("%s: %v in %.300s", line, err, out)
		return
	}
	if _, err := decoder.Token(); err != io.EOF {
		t.Errorf("%s: more than one object", line)
	}
	name, named := got["schema"].(string)
	if !named && len(allowed) == 1 {
		name = allowed[0]
	}
	if !slices.Contains(allowed, name) {
		t.Errorf("%s: schema %q, want one of %v", line, name, allowed)
		return
	}
	var schema map[string]any
	data, err := os.ReadFile(schemaFile(name))
	if err != nil || json.Unmarshal(data, &schema) != nil {
		t.Errorf("%s: no schema %s: %v", line, name, err)
		return
	}
	for _, problem := range misfits("", schema, got) {
		t.Errorf("%s: %s", line, problem)
	}
}

func TestMisfits(t *testing.T) {
	schema := envelopeSchema("driftsync.login/1")
	data, err := json.Marshal(schema)
	if err != nil || json.Unmarshal(data, &schema) != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		`{}`, `{"schema":"driftsync.push/1","ok":true,"summary":null,"result":null,"error":null}`,
		`{"schema":"driftsync.login/1","ok":"yes","summary":null,"result":null,"error":null}`,
		`{"schema":"driftsync.login/1","ok":true,"summary":{"url":1,"email":"","store":"","expires_at":""},"result":null,"error":null}`,
	} {
		var value any
		if err := json.Unmarshal([]byte(bad), &value); err != nil {
			t.Fatal(err)
		}
		if len(misfits("", schema, value)) == 0 {
			t.Errorf("%s fits", bad)
		}
	}
}

// misfits holds a value against the part of JSON Schema that is used here.
func misfits(at string, schema map[string]any, value any) (all []string) {
	if want, ok := schema["const"]; ok && want != value {
		return []string{fmt.Sprintf("%s is not %v", at, want)}
	}
	kinds, _ := schema["type"].([]any)
	if kind, ok := schema["type"].(string); ok {
		kinds = []any{kind}
	}
	kind := kindOf(value)
	if len(kinds) > 0 && !slices.Contains(kinds, any(kind)) && (kind != "integer" || !slices.Contains(kinds, any("number"))) {
		return []string{fmt.Sprintf("%s is of type %s, not %v", at, kind, kinds)}
	}
	switch v := value.(type) {
	case []any:
		items, _ := schema["items"].(map[string]any)
		for i, each := range v {
			all = append(all, misfits(fmt.Sprintf("%s[%d]", at, i), items, each)...)
		}
	case map[string]any:
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, ok := v[name.(string)]; !ok {
				all = append(all, fmt.Sprintf("%s lacks %v", at, name))
			}
		}
		properties, _ := schema["properties"].(map[string]any)
		other, _ := schema["additionalProperties"].(map[string]any)
		for name, each := range v {
			if known, ok := properties[name].(map[string]any); ok {
				all = append(all, misfits(at+"."+name, known, each)...)
			} else {
				all = append(all, misfits(at+"."+name, other, each)...)
			}
		}
	}
	return all
}

func kindOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case float64:
		if v == math.Trunc(v) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	}
	return "object"
}
