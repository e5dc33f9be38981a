package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// acceptance is what the command line promises, and the tests that hold it to that:
// functions, by the folder that they are in, or scripts of this one.
var acceptance = []struct {
	promise string
	tests   []string
}{
	{"1 from a fresh machine to the first dry run in at most three commands, without a login", []string{"cmd/driftsync TestDryRun_First"}},
	{"2 no socket in a dry run", []string{"cmd/driftsync TestDryRun_NoSocket"}},
	{"3 the bytes of a plan are the bytes that are sent", []string{"host TestPlan_BytesPlannedAreBytesSent"}},
	{"4 login by paste on a terminal", []string{"cmd/driftsync TestLogin_Paste"}},
	{"5 login by a mailed code", []string{"cmd/driftsync TestLogin_Mail"}},
	{"6 tokens by standard input, environment and file; secrets in no argument, log, error or report", []string{"testdata/login/login.txtar", "cmd/driftsync TestNothingPlantedIsShown"}},
	{"7 no D-Bus daemon is started; the file is 0600", []string{"host/auth TestStore_NoKeyringWithoutASessionBus", "host/auth TestStore_FileIsDriftsAndPrivate"}},
	{"8 two processes do not burn one refresh token", []string{"host/auth TestSource_TwoProcesses"}},
	{"9 every exit status is produced by the command", []string{"cmd/driftsync TestExitStatus"}},
	{"10 --json fits its schema for every command, on failure too", []string{"cmd/driftsync TestSchemas_OfEveryCommand", "cmd/driftsync TestExamples", "cmd/driftsync TestJSON_Failures"}},
	{"11 piped output has no escape sequences", []string{"cmd/driftsync TestPiped_IsPlain"}},
	{"12 a killed push loses and mangles no row", []string{"host TestPush_Killed"}},
	{"13 a plugin with another byte is refused before anything is read", []string{"cmd/driftsync TestPlugin_Tampered"}},
	{"14 a plugin that hangs ends a push within its limit", []string{"cmd/driftsync TestPlugin_HangsAndPrints"}},
	{"15 no variable lets a plugin speak", []string{"cmd/driftsync TestPlugin_HangsAndPrints"}},
	{"16 the server never sees what the guard found", []string{"cmd/driftsync TestGuard_KeepsRowsHere"}},
	{"17 docs and completion are up to date", []string{"cmd/driftsync TestDocs", "cmd/driftsync TestCompletion", "testdata/script/completion.txtar", "cmd/driftsync TestTranscript"}},
	{"18 a plugin that was just begun passes test and verify", []string{"testdata/script/plugins.txtar", "cmd/driftsync TestExamples"}},
	{"19 a second push without a change sends nothing and says so", []string{"cmd/driftsync TestPush_SecondSendsNothing"}},
	{"20 the first interrupt drains, the second stops", []string{"cmd/driftsync TestInterrupt_OnceDrains", "cmd/driftsync TestInterrupt_TwiceStops"}},
	{"21 a flag stands over the environment, that over the files", []string{"cmd/driftsync TestPrecedence", "testdata/script/config.txtar"}},
	{"22 a report refers to nothing outside and holds nothing planted", []string{"cmd/driftsync TestNothingPlantedIsShown"}},
}

// Every promise has a test that exists.
func TestAcceptance(t *testing.T) {
	for _, a := range acceptance {
		for _, test := range a.tests {
			folder, name, isFunction := strings.Cut(test, " ")
			if !isFunction {
				if _, err := os.Stat(filepath.FromSlash(test)); err != nil {
					t.Errorf("%s: %v", a.promise, err)
				}
				continue
			}
			files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(folder), "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			declared, found := regexp.MustCompile(`(?m)^func `+name+`\(t \*testing\.T\)`), false
			for _, file := range files {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				found = found || declared.Match(data)
			}
			if !found {
				t.Errorf("%s: there is no %s", a.promise, test)
			}
		}
	}
}
