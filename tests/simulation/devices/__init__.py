"""Devices as the drivers show them to the runner, with the truth beneath: where each note, card and slip really is."""
