"""What can be chosen of the way in which a text is laid onto lines."""

from dataclasses import dataclass

LONGEST_SEED = 25
LEAST_SEED = 2
MOST_GAP = 1_000_000


@dataclass(frozen=True, slots=True)
class LayingOptions:
    """``n_gram``: at most so many letters in a row must be the same for a first hold; fewer are
    taken where the text is short. ``gap``: letters that may lie between two holds of one stretch.
    ``max_offset``: letters by which the text may be longer or shorter between two holds, 0 where
    that is left to the program. ``beam_size``: places that are tried for each line.
    ``is_running``: the pages are one text, whose stretches may go on over the end of a page.
    ``add_hyphens``: a word that is parted at the end of a line gets a hyphen where it has none.
    """

    n_gram: int = LONGEST_SEED
    gap: int = 600
    max_offset: int = 0
    beam_size: int = 20
    is_running: bool = True
    add_hyphens: bool = False
