"""How passwords and PINs are stored."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class ThriftyArgon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane, as OWASP's password storage cheat sheet advises.

    Django's own choice takes 100 MiB for each sign-in: a shift of 200 people who begin at eight
    would need more memory than a small centre's server has.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
