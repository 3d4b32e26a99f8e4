"""Errors that the engine expects; their messages are shown to people as they are."""


class EngineError(Exception):
    """Work that cannot be done: the message says what, why and what to do now."""


class OutOfMemory(EngineError):
    """The machine, or its graphics card, has too little memory for the work."""


class TrainingCancelled(EngineError):
    """The training was cancelled on request; nothing was written."""


class TrainingPaused(EngineError):
    """The training was paused on request; its checkpoint waits to be gone on from."""
