"""What is done to polls: made, changed, launched, recorded."""
