"""The receipt printer: an 80 mm ESC/POS thermal printer with cutter on a serial line (HW-7)."""
