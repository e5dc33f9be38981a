package policy

// Spellings of characters, see [view].
