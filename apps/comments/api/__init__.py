"""REST API of comments."""
