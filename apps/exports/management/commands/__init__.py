"""Commands: ``export``."""
