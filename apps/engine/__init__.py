"""The engine finds and reads writing; it is the only importer of kraken and torch.

Importing this package loads neither: ``select`` gives an object that imports them when it is used.
"""

from apps.engine.selection import Engine, select

__all__ = ["Engine", "select"]
