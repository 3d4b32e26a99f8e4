"""All tests of the program."""
