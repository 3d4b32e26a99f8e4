"""Lays text that exists already onto lines, and characters onto their places."""
