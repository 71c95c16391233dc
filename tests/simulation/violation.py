"""A broken promise, found by a checker."""


class Violation(Exception):
    """`checker` names who saw it, `promise` the invariant of reliability.md 2."""

    def __init__(self, checker: str, promise: str, text: str) -> None:
        super().__init__(f"{promise} ({checker}): {text}")
        self.checker, self.promise, self.text = checker, promise, text
