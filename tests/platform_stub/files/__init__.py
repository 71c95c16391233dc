"""Journal files: read, explained, taken in, applied."""
