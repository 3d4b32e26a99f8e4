"""REST endpoints of alignment."""
