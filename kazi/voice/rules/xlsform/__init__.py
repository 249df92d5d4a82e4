"""Polls from XLSForms, the convention of ODK and Kobo: read with every repair said, and written again."""
