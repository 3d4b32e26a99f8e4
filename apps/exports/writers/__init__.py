"""Formats of exports: one module for each kind of file that is written."""
