"""The doors of deals: each finds one thing and checks that this person may have it, or raises NotFound."""
