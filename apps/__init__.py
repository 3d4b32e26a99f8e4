"""The Django apps and the three pure packages (layout, formats, engine) of the program."""
