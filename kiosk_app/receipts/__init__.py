"""Slips: one document model, laid out once in 48 columns, painted as ESC/POS, PDF and text."""
