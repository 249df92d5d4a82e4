"""What changes, one transaction each."""
