"""Numbers as people read them in sentences."""


def counted(number: int, noun: str) -> str:
    """``1 page``, ``1,200 pages``: for nouns that only take an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
