"""One file, one story for one person: pure functions from (state, event) to (state, effects)."""
