"""Marked places of the image and of the text, with what people say of them."""
