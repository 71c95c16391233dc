"""Terminal, platform and billing core held side by side, and differences made good (PAY-8, I5)."""
