"""How a talk goes, in plain values: no database, no clock, no provider of messages."""
