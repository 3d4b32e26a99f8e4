"""REST API of jobs."""
