"""REST API of editor."""
