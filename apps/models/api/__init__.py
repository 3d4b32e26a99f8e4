"""REST API of models."""
