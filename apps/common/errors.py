"""Errors that are part of normal work and are shown to the person who caused them."""


class ApplicationError(Exception):
    """An expected failure: ``code`` for programs, ``message`` in words for people.

    The message names the file or page, the cause and the mend.
    """

    def __init__(self, code: str, message: str, *, details: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details
