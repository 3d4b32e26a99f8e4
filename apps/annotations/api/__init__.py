"""REST API of annotations."""
