"""REST API of processing."""
