"""Deals over HTTP, for programs of both sides.  Signing and paying are for persons."""
