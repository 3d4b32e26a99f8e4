"""REST endpoints of worklist."""
