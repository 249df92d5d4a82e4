"""Second factors: passkeys, authenticator apps and codes on paper; who needs one; help when all are lost."""
