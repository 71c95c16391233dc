"""Frozen view models, and `show(state)` that turns a flow's state into one."""
