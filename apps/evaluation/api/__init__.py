"""REST endpoints of evaluation."""
