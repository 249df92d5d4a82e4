"""Papers set with typst: templates here, values from outside, fonts of our own."""
