"""What a page is: regions, lines and their geometry, without Django and without kraken."""
