"""Three books side by side."""
