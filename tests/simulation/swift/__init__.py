"""The simulation compiled: the same modules, made into machine code outside the source tree, for many seeds at once."""
