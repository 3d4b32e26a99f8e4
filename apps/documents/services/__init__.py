"""Every write to documents, pages, layouts and texts."""
