"""Training sets: which pages, in which split, checked and frozen."""
