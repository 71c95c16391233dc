"""Tests of the emulated cabinet."""
