"""Lays a running text onto recognised lines: pure, with no database and no network of neurons."""
