"""Template tags of hub."""
