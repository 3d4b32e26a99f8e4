"""How good models, layers and layouts are, beside each other."""
