"""Segmentation, transcription, training and evaluation as jobs."""
