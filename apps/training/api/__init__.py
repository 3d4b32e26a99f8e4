"""REST endpoints of training."""
