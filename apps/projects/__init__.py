"""Projects, who may see them, and tags."""
