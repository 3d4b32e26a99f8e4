"""REST API of exports."""
