"""Template tags of alignment."""
