"""The vault: people's numbers in a database of their own, closed with a key that is in none.

Everything else of Kazi knows a number by the id that `numbers.keep` gives it, and answers to a poll
only by the pseudonym that `studies.pseudonym` makes from that id.  A copy of the vault's database
without VAULT_KEY gives no number back, and a copy of Kazi's database gives none at all.
"""
