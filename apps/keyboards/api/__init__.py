"""REST API of keyboards."""
