"""What the kiosk logs in virtual time is not worth its making: a story tells it better."""

import logging

import structlog


def quiet() -> None:
    """Keep the kiosk's logs to warnings; for a process that does nothing else, since it holds for all of it."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING), cache_logger_on_first_use=True
    )
