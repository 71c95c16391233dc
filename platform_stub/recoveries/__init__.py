"""What happened to my payment: a customer asks about a transaction at any terminal (PAY-6)."""
