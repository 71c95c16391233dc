"""What the kiosk logs in virtual time is not worth its making: a story tells it better."""

import logging

import structlog


def quiet() -> None:
    """Keep the kiosk silent, as a line that is cut is warned of at every turn; for a process that does nothing else."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL), cache_logger_on_first_use=True
    )
