"""REST endpoints of hub."""
