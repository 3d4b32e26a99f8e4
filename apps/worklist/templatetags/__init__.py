"""Template tags of work lists."""
