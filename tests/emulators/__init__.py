"""The devices that stand in for the real ones."""
