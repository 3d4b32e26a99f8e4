"""The page editor."""
