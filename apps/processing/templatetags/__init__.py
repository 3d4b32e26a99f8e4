"""Template tags of processing."""
