"""Commands: ``user``."""
