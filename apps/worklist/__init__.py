"""Which pages and lines to correct next."""
