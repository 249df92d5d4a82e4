"""`script/bench NAME`: the figures of the running system, one JSON line for each measurement."""
