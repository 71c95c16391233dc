"""One document model for paper, PDF and screen."""
