"""Commands of work, a file for each subject.  Each command is one transaction that leaves the data right."""
