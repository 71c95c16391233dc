"""The billing core (SG186) and the prepaid vending system: what the platform asks of them, and how (IFC-1, IFC-2)."""
