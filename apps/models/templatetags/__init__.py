"""Template tags of models."""
