"""One parser under libFuzzer: `python -m tests.fuzz.one NAME CORPUS FOUND RUNS`. Exits with 0 when nothing was found.

The rooms of the kiosk and the platform are instrumented as they are imported: coverage leads from input to input.
"""

import logging
import sys

import atheris
import structlog

SECONDS_AN_INPUT, MEGABYTES = 10, 1_024


def main(words: list[str]) -> None:
    """Run one parser; libFuzzer ends the process."""
    name, corpus, found, runs = words
    with atheris.instrument_imports(include=["kiosk_app", "platform_stub", "tomllib"]):
        from tests.fuzz.catalogue import TARGETS
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    target = TARGETS[name]
    bounds = [
        f"-max_len={target.longest}",
        f"-timeout={SECONDS_AN_INPUT}",
        f"-rss_limit_mb={MEGABYTES}",
        "-report_slow_units=60",
    ]
    quiet = ["-print_final_stats=1", "-verbosity=0", f"-artifact_prefix={found}/{name}-"]
    atheris.Setup([sys.argv[0], corpus, f"-runs={runs}", *bounds, *quiet], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
