"""REST API of search."""
