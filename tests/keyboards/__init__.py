"""Tests of keyboards and characters."""
