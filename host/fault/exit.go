package fault

// Exit statuses are a contract; an unknown one other than 0 is a failure. 2 is
// never used on purpose, since Go's own crash ends with it, and 80 is kong's for a
// bad command line.
const (
	ExitOK           = 0
	ExitFailure      = 1   // not classified
	ExitPartial      = 3   // rows newly quarantined, or tables stopped; the rest is sent
	ExitLogin        = 4   // not logged in, or the session cannot be refreshed
	ExitPending      = 5   // changes are pending (--exit-code only)
	ExitConfig       = 10  // configuration invalid, or no destination given
	ExitSource       = 11  // source database missing, locked or corrupt
	ExitPluginRefuse = 12  // plugin refused: digest, signature, ABI, forbidden import
	ExitPluginFail   = 13  // plugin failed: trap, time-out, memory, bad output
	ExitGuard        = 14  // the guard quarantined rows that were not known before; a proof failed
	ExitRefused      = 15  // destination refused: row-level security, constraint, schema
	ExitUnreachable  = 16  // destination unreachable after retries
	ExitUsage        = 80  // bad command line
	ExitInterrupt    = 130 // interrupted
	ExitTerminated   = 143 // terminated
)

// severity orders statuses from worst to mildest; a run with several findings ends
// with the first that is among them.
var severity = []int{
	ExitTerminated, ExitInterrupt, ExitUsage, ExitFailure, ExitConfig, ExitPluginRefuse, ExitLogin, ExitSource,
	ExitUnreachable, ExitRefused, ExitPluginFail, ExitGuard, ExitPartial, ExitPending,
}

// Worst returns the status of a run with several findings, [ExitOK] for none. A
// status that is not in the contract counts as [ExitFailure].
func Worst(statuses ...int) int {
	worst := len(severity)
	for _, s := range statuses {
		if s == ExitOK {
			continue
		}
		worst = min(worst, rank(s))
	}
	if worst == len(severity) {
		return ExitOK
	}
	return severity[worst]
}

func rank(status int) int {
	for i, s := range severity {
		if s == status {
			return i
		}
	}
	return rank(ExitFailure)
}

// StatusText says what a status means.
type StatusText struct {
	Status int
	Text   string
}

// Statuses returns every status of the contract with its meaning, in order.
func Statuses() []StatusText {
	return []StatusText{
		{ExitOK, "done, or nothing to do"},
		{ExitFailure, "a failure that is none of the others"},
		{ExitPartial, "rows newly quarantined, or tables stopped; the rest is sent"},
		{ExitLogin, "not logged in, or the login was refused"},
		{ExitPending, "changes are pending; with `--exit-code` only"},
		{ExitConfig, "configuration invalid, or no destination"},
		{ExitSource, "source database missing, locked or corrupt"},
		{ExitPluginRefuse, "plugin, report or release refused"},
		{ExitPluginFail, "plugin failed"},
		{ExitGuard, "the guard quarantined rows that were not known before; the rest is sent. For `prove`: a planted value arrived"},
		{ExitRefused, "destination refused"},
		{ExitUnreachable, "destination unreachable after retries"},
		{ExitUsage, "bad command line"},
		{ExitInterrupt, "interrupted, or ended by --timeout"},
		{ExitTerminated, "terminated"},
	}
}
