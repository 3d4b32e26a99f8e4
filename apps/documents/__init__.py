"""Documents, pages, layout, transcription layers and the ontology."""
