package main

import (
	"fmt"

	"github.com/alecthomas/kong"
	"github.com/posener/complete"
	"github.com/willabides/kongplete"

	"github.com/driftsync/driftsync/schema"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// completions are what a shell evaluates. It then calls driftsync with the line at
// hand in COMP_LINE.
var completions = map[string]string{
	"bash": "complete -C driftsync driftsync\n",
	"zsh":  "autoload -U +X bashcompinit && bashcompinit\ncomplete -C driftsync driftsync\n",
	"fish": `function __complete_driftsync
    set -lx COMP_LINE (commandline -cp)
    test -z (commandline -ct)
    and set COMP_LINE "$COMP_LINE "
    driftsync
end
complete -f -c driftsync -a "(__complete_driftsync)"
`,
}

const completionSchema = "driftsync.completion/1"

// Run prints what a shell evaluates.
func (k *completionCommand) Run(c *cli, s streams) error {
	if c.JSON {
		return printJSON(s.out, envelope{Schema: completionSchema, OK: true, Summary: map[string]string{"shell": k.Shell, "script": completions[k.Shell]}})
	}
	_, err := fmt.Fprint(s.out, completions[k.Shell])
	return err
}

// answerShell serves a shell that completes a line, and ends then. What it offers
// comes from the command line and the catalogue: no file of the project is read.
func answerShell(parser *kong.Kong) {
	tables := make([]string, 0, 73)
	for _, t := range schema.Synced() {
		tables = append(tables, t.Name)
	}
	var databases []string
	for _, db := range schema.Databases() {
		databases = append(databases, db.Name)
	}
	kongplete.Complete(parser,
		kongplete.WithPredictor("table", complete.PredictSet(tables...)),
		kongplete.WithPredictor("database", complete.PredictSet(databases...)),
		kongplete.WithPredictor("topic", complete.PredictSet(append(topicNames(), codeNames()...)...)),
		kongplete.WithPredictor("folder", complete.PredictDirs("*")),
	)
}
