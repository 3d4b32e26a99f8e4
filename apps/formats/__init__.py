"""Files to and from page layouts: ALTO, PAGE, text and METS, without Django and without kraken."""
