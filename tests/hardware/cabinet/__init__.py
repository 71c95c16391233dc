"""Tests of the cabinet: relay board, lock, doors."""
