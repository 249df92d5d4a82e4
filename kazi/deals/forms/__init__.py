"""What the pages of deals accept."""
