"""Tests of the emulated billing core."""
