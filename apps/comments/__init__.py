"""What people say to each other about a page, a region or a line."""
