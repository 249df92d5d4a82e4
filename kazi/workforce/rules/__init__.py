"""What files about wages must be like."""
