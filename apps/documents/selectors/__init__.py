"""Reads that need more than a manager call."""
