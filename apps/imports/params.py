"""What an import job needs to know."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportParams:
    """``file`` is the stored upload, ``name`` what the person called it.

    ``replace``: the lines of each matched page give way to the ones of its file (a snapshot keeps
    them); otherwise lines are matched and only what is new is added.
    """

    file: str
    name: str
    layer_name: str
    replace: bool = False
