"""Every device at wire level, with faults, and the bench that drives them; never part of the kiosk."""
