package guard

import (
	"cmp"
	"slices"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/form"
)

// Version is part of the policy digest: it changes whenever a row that passed
// before may be stopped, or the other way round.
const Version = "2"

// Rule is one thing the guard insists on.
type Rule struct {
	ID    string
	Title string
}

// Identifiers of the rules, stable for scripts and documentation.
const (
	ruleBatch     = "batch.shape"
	ruleClass     = "class.unknown"
	ruleSafeText  = "safe.text"
	ruleSafeType  = "safe.type"
	ruleName      = "identifier.form"
	ruleEnvName   = "env_name.form"
	rulePath      = "path.relative"
	ruleRootPath  = "root_path.empty"
	ruleCode      = "code.null"
	ruleLiteral   = "literal.value"
	ruleSecret    = "secret.marker"
	rulePII       = "pii.pseudonym"
	ruleDerivedID = "derived_id.pseudonym"
	ruleHash      = "hash.form"
	ruleJSON      = "json.valid"
	ruleRoot      = "text.root"
	ruleHome      = "text.home"
	ruleUser      = "text.user"
	ruleHost      = "text.host"
	rulePerson    = "text.person"
	ruleRowSecret = "row.secret"
	ruleRowCode   = "row.code"
)

var rules = [...]Rule{
	{ruleBatch, "the rows that would leave are the rows that were read"},
	{ruleClass, "a column without a class is null"},
	{ruleSafeText, "a fixed text is short and plain, or a time stamp"},
	{ruleName, "an identifier is one line of at most 256 bytes and no statement, or a list of such"},
	{ruleEnvName, "the name of a variable is letters, digits and _ . -"},
	{ruleSafeType, "a number has the declared type and is a number"},
	{rulePath, "a path is relative, stays below the root and has the characters of file names"},
	{ruleRootPath, "a root directory is empty"},
	{ruleCode, "source text is null"},
	{ruleLiteral, "a literal is a number, a boolean or a listed word, or at least no secret"},
	{ruleSecret, "a secret is [REDACTED] or null"},
	{rulePII, "a person is a pseudonym or null"},
	{ruleDerivedID, "an id made of a path is a pseudonym or null"},
	{ruleHash, "a digest is 8 to 128 lower-case hexadecimal digits"},
	{ruleJSON, "JSON that parsed before still parses"},
	{ruleRoot, "no text holds a root directory"},
	{ruleHome, "no text holds a home directory"},
	{ruleUser, "no path or mail address holds a user name"},
	{ruleHost, "no path or mail address holds a host name"},
	{rulePerson, "no text names a person of an author column"},
	{ruleRowSecret, "no cell holds the secret of its row"},
	{ruleRowCode, "no cell holds the source text of its row"},
}

// formRules name the rule that a cell breaks which has not the form of its class, by class.
// A class that is not named here is held to its form all the same; one that may be any
// text has no rule.
var formRules = func() []string {
	rules := make([]string, len(abi.Classes())+1)
	for class := range rules {
		if form.Of(abi.Class(class)).Fits != nil {
			rules[class] = cmp.Or(namedRules[abi.Class(class)], ruleClass)
		}
	}
	return rules
}()

var namedRules = map[abi.Class]string{
	abi.Safe: ruleSafeText, abi.Identifier: ruleName, abi.EnvName: ruleEnvName, abi.Path: rulePath, abi.RootPath: ruleRootPath,
	abi.Code: ruleCode, abi.Secret: ruleSecret, abi.EnvValue: ruleSecret, abi.PII: rulePII, abi.DerivedID: ruleDerivedID, abi.Hash: ruleHash,
}

// Rules returns every rule the guard knows, in the order of the documentation.
func Rules() []Rule { return slices.Clone(rules[:]) }
