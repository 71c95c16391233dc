"""A desk reader: the emulated card behind the real PC/SC daemon, through its virtual reader."""
