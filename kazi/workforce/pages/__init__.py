"""Pages about the people of an organisation: how they come in and with what they sign in."""
