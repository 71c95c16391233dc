"""The meter-card reader: one contract (`runtime.ports.CardReader`), two drivers, card profiles as data."""
