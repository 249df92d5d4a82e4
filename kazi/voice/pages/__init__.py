"""Pages of polls: the list, a poll with what it costs and lacks, its editor, and the phone that tries it."""
