package policy

// Rules by their position in manifest.json.
const (
	pathRoot      uint8 = iota // prefix of a path below a root
	pathSeparator              // \ in a relative path
	pathWholeRoot              // a root itself, in text
	pathOutside                // directories of a path outside all roots
	pathHome                   // a home directory itself, in text
	pathUser                   // a user or host name in a path or mail address
	rootPath                   // a cell that is a root
	classCode
	classLiteral
	classSecret
	classEnvValue
	classPII
	classDerivedID
	classHash
	classUnknown
	jsonInvalid
	jsonCode
	jsonSecret
	jsonSecretNumber
	textCode
	secretToken
	secretAssignment
	secretHeader
	secretURL
	secretQuery
	secretWebhook
	secretKeyBlock
	secretSameRow
	cellUnsettled
	classForm
	classFormCode
	personMail   // of these four, see [isPerson]
	personKnown  // a spelling of the context
	personNamed  // a place that says that it holds a name
	personHandle // the name of an account
	ruleCount
)

// markers stand in place of what a rule takes away, as manifest.json has them.
var markers = [ruleCount]string{
	pathSeparator: "/", pathWholeRoot: "[ROOT]", pathHome: "[HOME]", pathUser: "[USER]", classSecret: "[REDACTED]", classEnvValue: "[REDACTED]",
	classFormCode: "[CODE]", jsonCode: "[CODE]", jsonSecretNumber: "[0]", jsonSecret: "[REDACTED]", textCode: "[CODE]", secretToken: "[REDACTED]", secretAssignment: "[REDACTED]", secretHeader: "[REDACTED]",
	secretURL: "[REDACTED]", secretQuery: "[REDACTED]", secretWebhook: "[REDACTED]", secretKeyBlock: "[REDACTED]", secretSameRow: "[REDACTED]",
}

// Markers returns the marker of each rule, in the order of the manifest.
func Markers() []string { return append([]string(nil), markers[:]...) }
