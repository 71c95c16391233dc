"""The receipt printer, emulated: an 80 mm ESC/POS unit, its roll of paper, and the tray that slips fall into."""
