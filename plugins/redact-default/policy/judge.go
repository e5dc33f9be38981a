package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// judges decides with the lists of the rules whether a value is a secret.
var judges = judge.New(&judge.Words{
	Keywords: keywords, Strong: strongSegments, Qualifiers: keyQualifiers, Open: openQualifiers, Attributes: attributes, Verbs: verbsOfKeys, Segments: secretSegments,
	Placeholders: placeholderWords, PlaceholderParts: placeholderParts, Prose: proseWords, Said: saidWords, Phrases: phraseKeys, Files: fileExtensions, Numbers: numberKeys, Types: typeWords, Holders: holders, Algorithms: algorithmWords,
})

// The terms of package judge, as the tables and readers here spell them.
type (
	strength   = judge.Strength
	keyword    = judge.Keyword
	randomness = token.Randomness
)

const (
	silent, entropic, tokenlike, passlike = judge.Silent, judge.Entropic, judge.Tokenlike, judge.Passlike
	ordinary, hashlike, mixedUp, unlikely = token.Ordinary, token.Hashlike, token.MixedUp, token.Unlikely
)

func hasSlash(v []byte) bool { return ascii.HasByte(v, '/') }

// byLast indexes lower-case words by their last letter in both cases.
func byLast(words ...string) judge.Endings { return judge.EndingsOf(words...) }
