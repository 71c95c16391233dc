"""An emulated prepayment meter: follows the money from the card into the meter."""
