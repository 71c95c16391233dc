"""The screens, painted offscreen."""
