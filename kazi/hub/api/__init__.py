"""The hub's public data over HTTP."""
