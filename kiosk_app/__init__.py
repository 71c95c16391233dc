"""GridKiosk: the self-service terminal's application."""
