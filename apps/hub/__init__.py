"""Models of the public repository: found, read about, installed."""
