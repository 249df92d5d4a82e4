"""What changes a deal, one transaction each."""
