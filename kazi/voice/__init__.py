"""Polls: read from a form or made in the browser, fixed when launched, asked on any channel."""
