"""An emulated bar-code scanner: a window on a serial line."""
