"""Virtual keyboards and the names of characters."""
