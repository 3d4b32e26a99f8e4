"""Recognition and segmentation models."""
