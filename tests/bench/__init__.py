"""The bench itself: its figures, its table, one short round of what needs no quiet machine."""
