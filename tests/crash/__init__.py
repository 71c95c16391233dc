"""Cut the power, kill the process and fill the disk at every boundary of the journal, and let the real journal recover.

`./kiosk crash` runs all of it: `story` tells real sales through the real flows, `marked` says what was promised when,
`recording` writes down the system calls of a real process, `disk` says what a cut may leave, `strangers` lays summaries
beside it that belong elsewhere, `recovery` opens every such image with the real journal, `oracle` judges it by the rows
alone, `matrix` counts. `terms` and `planted` are what the matrix must see fail. `faults` breaks single system calls,
`kills` ends real processes, `flips` turns bytes over.
"""
