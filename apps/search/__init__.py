"""Finding words in texts, and replacing them everywhere at once."""
