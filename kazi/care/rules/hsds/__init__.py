"""Open Referral HSDS: what its tables hold, and how files of its versions and dialects are read."""
