"""Rules of deals on plain values: no database, no clock, no request."""
