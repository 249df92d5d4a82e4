"""Commands of channels: connecting, importing contacts, queueing, sending, folding reports."""
