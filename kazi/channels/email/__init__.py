"""E-mail, through this house's own letters."""
