"""REST API of users."""
