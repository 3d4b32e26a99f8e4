"""Commands of archives: ``archive`` and ``restore``."""
