"""Text and layout files of other tools into documents."""
