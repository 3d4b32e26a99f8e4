"""Brings in the modules that register what each kind of job does."""
