"""Finding a channel and checking that it is the caller's."""
