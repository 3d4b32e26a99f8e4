"""Page image files: what they are, where they lie, what is derived from them."""
