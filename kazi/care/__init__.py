"""Care: local services, what people need, referrals between them, and grievance cases.

Whatever a person tells here is theirs.  It hangs on a code and a PIN that they keep, never on their
account, and no row of it belongs to their employer.  See docs/decisions/referrals.md.
"""
