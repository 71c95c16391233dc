"""Qt widgets: `render(view)` in, `touched` out, nothing else."""
