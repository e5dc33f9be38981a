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

func hasSlash(v []byte) bool { return ascii.HasByte(v, '/') }
