package policy

import "github.com/driftsync/driftsync/plugins/sdk/reading"

// The ways of writing a name and its value that a word, an option or a bracket begins, with the
// lists that they read by and what their values have to be.

const maxRecords = 64 // lines of a table that are read

var (
	said         = reading.NewSaid(values, spokenTails, speaking, changeVerbs, attributes)
	element      = reading.Element{Values: elementValues, Labels: elementLabels}
	elementWords = reading.Element{Values: elementValues, Labels: elementLabels, Words: true}
)

// Tables.
var (
	columnWay   = &way{reading.Column{}, need{names: titleWords, least: 6, weight: passlike, form: isCell}, secretAssignment, maxRecords}
	insertedWay = &way{reading.Inserted{}, need{weight: passlike}, secretAssignment, maxRecords}
	fieldWay    = &way{reading.Field{}, need{weight: passlike}, secretAssignment, 1}
)

// Commands.
var (
	anyArgument   = &way{reading.Argument{}, need{told: true, least: 6, weight: passlike, form: isPassLike, judge: isSpokenWord}, secretAssignment, 8}
	echoedWay     = &way{reading.Piped{}, need{told: true, least: 4, weight: passlike}, secretAssignment, 1}
	textBefore    = &way{reading.Piped{Text: true}, need{told: true, weight: passlike}, secretAssignment, 1}
	logonWay      = &way{reading.Logon{}, need{told: true, least: 4, weight: passlike}, secretAssignment, 1}
	slashWay      = &way{&reading.Slash{}, need{names: flagNames, least: 6, weight: passlike, form: isArgument}, secretAssignment, 1}
	optionWay     = &way{reading.Option{Values: values}, need{random: true}, secretAssignment, 1}
	payloadWay    = &way{reading.Option{Values: values}, need{told: true, weight: passlike}, secretAssignment, 1}
	flagWay       = &way{reading.Flag{Values: values}, need{told: true, weight: passlike, form: isFlag}, secretAssignment, 1}
	accountOption = &way{reading.AccountOption{Signs: ":%,"}, need{told: true, least: 6, weight: passlike, form: ofAccount}, secretHeader, 1}
	accountWhole  = &way{reading.AccountOption{Signs: ":"}, need{told: true, judge: isCredentials, whole: true}, secretHeader, 1}
)

// argumentAfter takes the argument that follows n others, argumentOf that of an option.
func argumentAfter(n int) *way {
	return &way{reading.Argument{After: n}, need{told: true, least: 6, weight: passlike}, secretAssignment, 1}
}

func argumentOf(option string) *way {
	return &way{reading.Argument{Option: " " + option + " "}, need{told: true, least: 6, weight: passlike}, secretAssignment, 1}
}

// Sentences, settings and headers.
var (
	spokenWay   = &way{said, need{least: 4, form: isSpokenOf, judge: isSpokenOut}, secretAssignment, 1}
	saidWay     = &way{said, need{random: true, form: isVerb, judge: isSaid}, secretAssignment, 8}
	namedWay    = &way{reading.Named{Verbs: namedVerbs}, need{least: minSpoken, weight: tokenlike, form: ofName}, secretAssignment, 1}
	adjacentWay = &way{reading.Adjacent{}, need{form: isTelling}, secretAssignment, 1}
	pairedWay   = &way{reading.Paired{Users: userWords}, need{least: 6, weight: passlike, judge: isSpokenWord}, secretAssignment, 1}
	declaredWay = &way{&reading.Declared{Values: values}, need{judge: isDeclared}, secretAssignment, 1}
	storedWay   = &way{&reading.Declared{Values: values, Verb: " set"}, need{judge: isDeclared}, secretAssignment, 1}
	headerWay   = &way{reading.Credentials{}, need{told: true, least: 8, judge: isHeader}, secretHeader, 1}
)

// URLs and markup.
var (
	halvesWay      = &way{reading.UserInfo{}, need{told: true, form: isHalf, judge: isGiven, whole: true}, secretURL, 1}
	userInfoWay    = &way{reading.UserInfo{}, need{told: true, form: isUserInfo, judge: isGiven}, secretURL, 1}
	elementWay     = &way{&element, need{least: 4, form: isText}, secretAssignment, 1}
	elementWordWay = &way{&elementWords, need{judge: isRandom}, secretAssignment, 24}
)

// Documents: the texts and numbers of JSON, what is below a key of YAML, what a word encodes.
var (
	textNeed   = &need{random: true}
	numberNeed = &need{least: 4, judge: isNumber}
	dataWay    = &way{reading.NewBlock(keys), need{told: true, form: isData, judge: certain}, secretAssignment, 1}
	soleNeed   = &need{least: 1}
)
