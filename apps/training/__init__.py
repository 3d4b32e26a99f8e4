"""Training sets and the trainings that make models of them."""
