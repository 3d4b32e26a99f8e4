"""Long work: one row a job, one runner."""
