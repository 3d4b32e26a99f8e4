"""Accounts, teams and API tokens."""
