"""What every app shares: scoped querysets, API bases, errors and template tags."""
