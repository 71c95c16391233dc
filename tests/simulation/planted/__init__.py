"""Known bugs, planted one at a time: a simulation that does not find them proves nothing (reliability.md 5, rule 8)."""
