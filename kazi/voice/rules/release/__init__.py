"""What of a poll's replies may be told to others: pure functions on counts, no database and no clock.

The law that everything here serves: whatever anybody puts together from all that was ever released of a
poll, each count they can work out is 0 or at least `k`.  Why, how it is attacked and what it does not
promise: docs/decisions/release-steps.md.
"""
