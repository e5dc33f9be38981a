package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// judges decides with the lists of the rules whether a value is a secret.
var judges = judge.New(&judge.Words{
	Keywords: judgedKeywords(), Strong: strongSegments, Qualifiers: keyQualifiers, Open: openQualifiers, Attributes: attributes, Verbs: verbsOfKeys, Segments: secretSegments,
	Placeholders: placeholderWords, PlaceholderParts: placeholderParts, Prose: proseWords, Said: saidWords, Phrases: phraseKeys, Files: fileExtensions, Numbers: numberKeys, Types: typeWords, Holders: holders, Algorithms: algorithmWords,
})

func judgedKeywords() []judge.Keyword {
	all := make([]judge.Keyword, 0, len(keywords))
	for _, k := range keywords {
		all = append(all, judge.Keyword{Text: k.text, Weight: k.weight, Glued: k.glued, Open: k.text == "key" || k.text == "token"})
	}
	return all
}

// The terms of package judge, as the tables and readers here spell them.
type (
	strength   = judge.Strength
	randomness = token.Randomness
)

const (
	silent, entropic, tokenlike, passlike = judge.Silent, judge.Entropic, judge.Tokenlike, judge.Passlike
	ordinary, hashlike, mixedUp, unlikely = token.Ordinary, token.Hashlike, token.MixedUp, token.Unlikely
)

var symbols = &judge.Symbols

func secretValue(key, v []byte, quoted bool, s strength) bool {
	return judges.Secret(key, v, quoted, s)
}
func placeholder(v []byte) bool                         { return judges.Placeholder(v) }
func location(v []byte) bool                            { return judges.Location(v) }
func passSentence(v []byte) bool                        { return judges.PassSentence(v) }
func passPhrase(v []byte) bool                          { return judges.PassPhrase(v) }
func isPhraseKey(key []byte) bool                       { return judges.IsPhrase(key) }
func isReference(v []byte) bool                         { return judges.Reference(v) }
func isEnvKey(key []byte) bool                          { return judges.Variable(key) }
func strengthOf(key []byte) strength                    { return judges.Strength(key) }
func hasStrong(key []byte) bool                         { return judges.HasStrong(key) }
func spokenSecret(v []byte, weight strength) bool       { return judges.Spoken(v, weight) }
func endsSegment(name []byte, list *judge.Endings) bool { return judge.EndsSegment(name, list) }
func segmentStart(name []byte, at int) bool             { return judge.SegmentStart(name, at) }
func lastSegment(name []byte) []byte                    { return judge.LastSegment(name) }
func firstSegment(name []byte) []byte                   { return judge.FirstSegment(name) }
func lastWord(name []byte) []byte                       { return judge.LastWord(name) }
func randomnessOf(v []byte) randomness                  { return token.RandomnessOf(v) }
func randomLetters(v []byte) bool                       { return token.RandomLetters(v) }
func entropy(v []byte) int                              { return judge.Entropy(v) }
func digest(v []byte) bool                              { return judge.Digest(v) }
func reference(v []byte) bool                           { return judge.Expression(v) }
func chainAddress(v []byte) bool                        { return judge.ChainAddress(v) }
func inResource(s []byte, i int) bool                   { return judge.InResource(s, i) }
func randomWord(v []byte) bool                          { return judge.Mixed(v) }
func odd(v []byte) bool                                 { return judge.Odd(v) }
func symbol(v []byte) bool                              { return judge.Symbol(v) }
func countSpaces(v []byte) int                          { return judge.Spaces(v) }
func address(v []byte) bool                             { return judge.Mail(v) }
func isVersion(v []byte) bool                           { return judge.Version(v) }
func phraseEnd(s []byte, i int) int                     { return judge.PhraseEnd(s, i) }
func hasSlash(v []byte) bool                            { return ascii.HasByte(v, '/') }
func literal(s []byte, v value, key []byte) bool        { return judges.Literal(key, s[v.start:v.end]) }
func varied(v []byte) bool                              { return token.Varied(v) }
