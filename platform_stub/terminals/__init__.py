"""The terminals: who they are, who may speak for them, how they are (ACC-1, PLAT-1, PLAT-3)."""
