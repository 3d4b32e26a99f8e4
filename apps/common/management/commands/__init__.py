"""Management commands that every app shares."""
