"""Documents into files of other tools."""
