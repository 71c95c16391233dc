"""The append-only record of everything that touched money."""
