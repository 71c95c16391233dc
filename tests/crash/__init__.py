"""Cut the power, kill the process and fill the disk at every boundary of the journal, and let the real journal recover.

`./kiosk crash` runs all of it: `story` tells real sales through the real flows, `recording` writes down the system
calls of a real process, `disk` says what a cut may leave, `recovery` opens every such image with the real journal and
judges it, `matrix` counts. `faults` breaks single system calls, `kills` ends real processes, `flips` turns bytes over.
"""
