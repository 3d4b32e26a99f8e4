"""The people of the access table, from anybody to nobody."""

from enum import Enum


class Level(Enum):
    """The least that a person must be; everything is alice's, and she shares her project."""

    PUBLIC = "anybody"
    ACCOUNT = "anybody with an account, who sees only what is theirs"
    VIEWER = "viewers of the project"
    EDITOR = "editors of the project"
    MANAGER = "managers of the project"
    OWNER = "the one whose row it is"
    ADMIN = "administrators"
    NOBODY = "no one: the method is not answered"
