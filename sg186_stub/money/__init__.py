"""What things cost: the step tariff and the surcharge for late payment. Pure; Decimal and integers, never a float."""
