"""`POST /v1/digests`: asks the platform which rows differ from the terminal's (docs/interfaces.md 6.3)."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kiosk_app.sync.client import NoAnswer
from kiosk_app.sync.digest import Book, Search, Span, begin, heard, question
from kiosk_app.sync.upload import Line

Number = Annotated[int, Field(ge=1, le=999_999_999)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class _Span(_Message):
    first: Number
    last: Number


class _Differs(_Message):
    outcome: Literal["ok"]
    differs: list[_Span]


DIGESTS: TypeAdapter[_Differs] = TypeAdapter(_Differs)


@dataclass(frozen=True, slots=True)
class Differing:
    """Numbers of the sales on which terminal and platform differ; not all of them where it is not complete."""

    numbers: tuple[int, ...]
    complete: bool

    @property
    def agree(self) -> bool:
        """True when both have the same."""
        return self.complete and not self.numbers


def compare(line: Line, book: Book, span: Span) -> Differing:
    """Find the sales of a range that differ; one small request where none does. Raises NoAnswer or Rejected."""
    search = begin(span)
    while not search.done:
        search = ask(line, book, search)
    return Differing(search.found, search.complete)


def ask(line: Line, book: Book, search: Search) -> Search:
    """Ask one question of a search; so that a worker may do something else between two."""
    asked = question(search)
    told = line.call("POST", "/v1/digests", body(book, asked), DIGESTS)
    differing = tuple(Span(each.first, each.last) for each in told.differs)
    if not set(differing) <= set(asked) or len(set(differing)) != len(differing):
        raise NoAnswer("broken contract: ranges that were not asked about")
    return heard(search, asked, differing)


def body(book: Book, asked: tuple[Span, ...]) -> dict[str, Any]:
    """Return a question as it is sent."""
    return {
        "ranges": [{"first": each.first, "last": each.last, "digest": book.digest(each).hex()} for each in asked],
    }
