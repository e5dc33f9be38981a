// Package fault holds the errors that a person sees: a stable code, what went
// wrong, what to do next, and the exit status. A fault never holds a row value
// (invariant 9).
package fault

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

// Code names a fault for scripts and documentation. Codes are stable; the part
// before the dot says which stage it comes from.
type Code string

// The codes, with their exit status in status below.
const (
	ConfigInvalid     Code = "config.invalid"
	ConfigDestination Code = "config.no_destination"
	ConfigState       Code = "config.state"
	SourceMissing     Code = "source.missing"
	SourceLocked      Code = "source.locked"
	SourceCorrupt     Code = "source.corrupt"
	SourceUnreadable  Code = "source.unreadable"
	SourceMismatch    Code = "source.type_mismatch"
	SourceTable       Code = "source.table"
	PluginRefused     Code = "plugin.refused"
	PluginABI         Code = "plugin.abi"
	PluginWeaker      Code = "plugin.weaker"
	PluginDestroys    Code = "plugin.destroys"
	PluginTrap        Code = "plugin.trap"
	PluginTimeout     Code = "plugin.timeout"
	PluginMemory      Code = "plugin.memory"
	PluginAnswer      Code = "plugin.bad_answer"
	PluginWorker      Code = "plugin.worker"
	PolicyDestination Code = "policy.destination"
	PolicyHost        Code = "policy.host"
	PlanRefused       Code = "plan.refused"
	GuardHit          Code = "guard.hit"
	SinkLogin         Code = "sink.login"
	SinkRefused       Code = "sink.refused"
	SinkSchema        Code = "sink.schema"
	SinkSuperseded    Code = "sink.superseded"
	SinkGone          Code = "sink.gone"
	SinkMembership    Code = "sink.membership"
	SinkUnreachable   Code = "sink.unreachable"
	SinkThrottled     Code = "sink.throttled"
	SinkNetwork       Code = "sink.network"
	SinkIntercepted   Code = "sink.intercepted"
	SinkUnconfirmed   Code = "sink.unconfirmed"
	SinkKey           Code = "sink.service_key"
	SinkKeyLost       Code = "sink.key_lost"
	SinkTwice         Code = "sink.second_source"
	SinkAggregates    Code = "sink.aggregates"
	LoginRefused      Code = "login.refused"
	LoginDenied       Code = "login.denied"
	LoginExpired      Code = "login.expired"
	LoginTimeout      Code = "login.timeout"
	LoginLimited      Code = "login.rate_limit"
	LoginStore        Code = "login.store"
	UsageInvalid      Code = "usage.invalid"
	ReportRefused     Code = "report.refused"
	ReleaseRefused    Code = "release.refused"
	CortexRefused     Code = "cortex.refused"
	DashboardPort     Code = "dashboard.port"
	DashboardToken    Code = "dashboard.token"
	DashboardHost     Code = "dashboard.host"
	DashboardQuery    Code = "dashboard.query"
	RowsQuarantined   Code = "rows.quarantined"
	SpoolWrite        Code = "spool.write"
	StateBusy         Code = "state.busy"
	DiskFull          Code = "disk.full"
	OutputWrite       Code = "output.write"
	Timeout           Code = "timeout"
	Interrupted       Code = "interrupted"
	Internal          Code = "internal"
)

var status = map[Code]int{
	ConfigInvalid: ExitConfig, ConfigDestination: ExitConfig, ConfigState: ExitConfig,
	SourceMissing: ExitSource, SourceLocked: ExitSource, SourceCorrupt: ExitSource,
	SourceUnreadable: ExitSource, SourceMismatch: ExitPartial, SourceTable: ExitPartial,
	PluginRefused: ExitPluginRefuse, PluginABI: ExitPluginRefuse, PluginWeaker: ExitPluginRefuse, PluginDestroys: ExitPluginRefuse,
	PluginTrap: ExitPluginFail, PluginTimeout: ExitPluginFail, PluginMemory: ExitPluginFail,
	PluginAnswer: ExitPluginFail, PluginWorker: ExitPluginFail,
	PolicyDestination: ExitPluginRefuse, PolicyHost: ExitPluginRefuse,
	PlanRefused: ExitConfig,
	GuardHit:    ExitGuard,
	SinkLogin:   ExitLogin, SinkRefused: ExitRefused, SinkSchema: ExitRefused, SinkSuperseded: ExitRefused, SinkGone: ExitRefused, SinkMembership: ExitRefused,
	SinkUnreachable: ExitUnreachable, SinkThrottled: ExitUnreachable, SinkKey: ExitConfig,
	SinkNetwork: ExitUnreachable, SinkIntercepted: ExitUnreachable, SinkUnconfirmed: ExitRefused,
	SinkKeyLost: ExitRefused, SinkTwice: ExitRefused, SinkAggregates: ExitRefused,
	LoginRefused: ExitLogin, LoginDenied: ExitLogin, LoginExpired: ExitLogin, LoginTimeout: ExitLogin,
	LoginLimited: ExitLogin, LoginStore: ExitLogin, UsageInvalid: ExitUsage,
	ReportRefused: ExitPluginRefuse, ReleaseRefused: ExitPluginRefuse,
	CortexRefused: ExitFailure,
	DashboardPort: ExitFailure, DashboardToken: ExitFailure, DashboardHost: ExitFailure, DashboardQuery: ExitFailure,
	RowsQuarantined: ExitPartial, SpoolWrite: ExitFailure, StateBusy: ExitFailure,
	DiskFull: ExitFailure, OutputWrite: ExitFailure,
	Timeout: ExitInterrupt, Interrupted: ExitInterrupt, Internal: ExitFailure,
}

// Status returns the exit status of a code, [ExitFailure] for an unknown one.
func (c Code) Status() int {
	if s, ok := status[c]; ok {
		return s
	}
	return ExitFailure
}

// Error is a fault. Message and Hint are sentences without a final period.
type Error struct {
	Code    Code
	Message string
	Hint    string // what to do next
	Err     error  // the cause, which is not shown by itself
}

// New returns a fault, or the fault that is in cause's chain already: the first
// stage to name a fault knows most about it.
func New(code Code, message, hint string, cause error) error {
	if inner, ok := errors.AsType[*Error](cause); ok {
		return inner
	}
	return &Error{Code: code, Message: message, Hint: hint, Err: cause}
}

func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	var b strings.Builder
	b.WriteString(e.Message)
	b.WriteString(": ")
	b.WriteString(e.Err.Error())
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Status returns the exit status of an error: 0 for nil, that of the fault in its
// chain, else [ExitFailure].
func Status(err error) int {
	if err == nil {
		return ExitOK
	}
	if f, ok := errors.AsType[*Error](err); ok {
		return f.Code.Status()
	}
	return ExitFailure
}

// Codes returns every code, sorted.
func Codes() []Code { return slices.Sorted(maps.Keys(status)) }
