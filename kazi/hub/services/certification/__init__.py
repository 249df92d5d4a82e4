"""The way to a certificate: standards, self-assessment, review, decision, and what may follow."""
