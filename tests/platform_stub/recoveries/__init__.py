"""Recovery by the customer, at the platform."""
