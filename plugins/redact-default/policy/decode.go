package policy

import "github.com/driftsync/driftsync/plugins/sdk/view"

// Spellings of characters, see [view].

func character(s []byte, i int) (rune, int) { return view.Character(s, i) }

func percentByte(s []byte, i int) (byte, int) { return view.Percent(s, i) }

func hex4(s []byte, i int) rune { return view.Hex4(s, i) }
