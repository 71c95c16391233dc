"""Who may come in: verifies and changes passwords, counts wrong ones durably, locks (OPS-3, H9, fault 54).

A wrong try is on disk before the password is looked at, so a power cut gives no try back. A lock runs on the monotonic
clock; what is left of it is written down now and then, and a new start begins with that. A number that nobody has costs
the same time and is locked the same way.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk_app.domain.customer import Secret
from kiosk_app.domain.staff import Operator, OperatorGrant, Role
from kiosk_app.staff.accounts import Account, Accounts, Tries
from kiosk_app.staff.rules import lock_ms, refusal

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
"""argon2id, 64 MiB, three passes: RFC 9106's second recommendation."""

NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$qpsbgqA905prBVJBwHaTpg$czY/AIKAM7Wpo6lAvkvXNL6gAtYrx1B21yKe6q7tuIk"
"""What a number that nobody has is verified against: the same work as for one that somebody has."""


class DeskRefused(Exception):
    """An account cannot be made."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a password."""

    code: str  # "" where it is right, "wrong", "locked"
    operator: Operator | None = None  # who has the number, also where the password was wrong
    must_change: bool = False
    minutes: int = 0


class Desk:
    """Knows the operators; used by one thread."""

    def __init__(self, accounts: Accounts, monotonic_ms: Callable[[], int], hasher: PasswordHasher = HASHER) -> None:
        self._accounts, self._now, self._hasher = accounts, monotonic_ms, hasher
        self._nobody = NOBODY if hasher is HASHER else hasher.hash("nobody")
        begun = monotonic_ms()
        self._until = {number: begun + tries.locked_ms for number, tries in accounts.tries.items() if tries.locked_ms}

    def verify(self, number: str, password: Secret) -> Verdict:
        """Say whether this is the operator's password; the try counts before it is looked at."""
        with self._accounts.held():
            return self._verify(number, password)

    def _verify(self, number: str, password: Secret) -> Verdict:
        operator = self._accounts.operator(number)
        if left := self._left_ms(number):
            self._remember()
            return Verdict("locked", operator, minutes=-(-left // 60_000))
        self._count(number)
        account = self._accounts.operators.get(number)
        right = self._matches(account.hash if account else self._nobody, password) and account is not None
        if not right:
            left = self._left_ms(number)
            return Verdict("locked" if left else "wrong", operator, minutes=-(-left // 60_000))
        assert account is not None, "only an account has a right password"
        self._absolve(number)
        if self._hasher.check_needs_rehash(account.hash):
            account.hash = self._hasher.hash(password.reveal())
        self._accounts.save()
        return Verdict("", operator, account.must_change)

    def change(self, number: str, old: Secret, new: Secret) -> Verdict:
        """Replace an operator's password; wrong old ones count like those at the door."""
        with self._accounts.held():
            found = self._verify(number, old)
            if found.code:
                return found
            if why := refusal(number, old.reveal(), new.reveal()):
                return Verdict(why, found.operator)
            account = self._accounts.operators[number]
            account.hash, account.must_change = self._hasher.hash(new.reveal()), False
            self._accounts.save()
            return Verdict("", found.operator)

    def add(self, operator: Operator, one_time: Secret) -> None:
        """Make an account, or give one a new first password; it must be changed at the first use.

        Raises DeskRefused for a number or a first password that may not be.
        """
        if not (operator.number.isascii() and operator.number.isdecimal() and 4 <= len(operator.number) <= 8):
            raise DeskRefused("a number has 4 to 8 digits")
        if not 1 <= len(operator.name) <= 12:
            raise DeskRefused("a name has 1 to 12 characters")
        if why := refusal(operator.number, "", one_time.reveal()):
            raise DeskRefused(f"the one-time password may not be: {why}")
        first = self._hasher.hash(one_time.reveal())
        with self._accounts.held():
            self._accounts.operators[operator.number] = Account(
                name=operator.name, role=Role(operator.role), hash=first, must_change=True
            )
            self._accounts.save()

    @property
    def granted(self) -> int:
        """Number of the platform's last word on operators that is kept; other threads may look."""
        return self._accounts.granted

    def take(self, grants: Sequence[OperatorGrant]) -> list[OperatorGrant]:
        """Keep the platform's words on operators, each once; return those that were news.

        A one-time password takes a lock away with the password that was guessed at.
        """
        with self._accounts.held():
            fresh = [grant for grant in grants if grant.no > self._accounts.granted]
            for grant in fresh:
                self._grant(grant)
            if fresh:
                self._accounts.save()
            return fresh

    def _grant(self, grant: OperatorGrant) -> None:
        operator = grant.operator
        self._accounts.granted = grant.no
        self._absolve(operator.number)
        if grant.hash is None:
            self._accounts.operators.pop(operator.number, None)
            return
        self._accounts.operators[operator.number] = Account(
            name=operator.name, role=operator.role, hash=grant.hash.reveal(), must_change=True
        )

    def operators(self) -> list[Operator]:
        """Return everybody who has an account, by number."""
        with self._accounts.held():
            found = [self._accounts.operator(number) for number in sorted(self._accounts.operators)]
        return [operator for operator in found if operator is not None]

    def remember(self) -> None:
        """Write down what is left of every lock; a file that says so already is left alone."""
        with self._accounts.held():
            self._remember()

    def _remember(self) -> None:
        before = {number: tries.locked_ms for number, tries in self._accounts.tries.items()}
        for number, tries in self._accounts.tries.items():
            tries.locked_ms = self._left_ms(number)
        if before != {number: tries.locked_ms for number, tries in self._accounts.tries.items()}:
            self._accounts.save()

    def _left_ms(self, number: str) -> int:
        return max(0, self._until.get(number, 0) - self._now()) if number in self._until else 0

    def _count(self, number: str) -> None:
        """Count a wrong try, durably and in advance."""
        tries = self._accounts.tries.setdefault(number, Tries())
        tries.wrong += 1
        if locked := lock_ms(tries.wrong):
            self._until[number] = self._now() + locked
        for each, left in self._accounts.tries.items():
            left.locked_ms = self._left_ms(each)
        self._accounts.forget_strangers()
        self._accounts.save()

    def _absolve(self, number: str) -> None:
        """The try that was counted in advance was right."""
        self._accounts.tries.pop(number, None)
        self._until.pop(number, None)

    def _matches(self, kept: str, password: Secret) -> bool:
        try:
            return self._hasher.verify(kept, password.reveal())
        except (VerificationError, InvalidHashError):
            return False
