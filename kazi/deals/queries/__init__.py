"""What is read of deals; nothing here changes anything."""
