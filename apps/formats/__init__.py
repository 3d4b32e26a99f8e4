"""Files to and from page layouts: ALTO, PAGE, hOCR, TEI, text, METS; no Django and no kraken."""
