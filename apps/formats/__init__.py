"""Files to and from page layouts: ALTO, PAGE, hOCR, text, METS; no Django and no kraken."""
