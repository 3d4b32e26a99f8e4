"""Template filters of trainings."""
