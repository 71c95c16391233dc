"""A conversation led by hand: what it asks, and what it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kiosk_app.hardware.card_reader.apdu import Conversation, NoAnswer, PowerOn, Progress, Step, Transmit

Result = TypeVar("Result")
Reply = bytes | NoAnswer


@dataclass
class Dialogue(Generic[Result]):
    """Runs a conversation against `reply`, which gives an answer, or a NoAnswer that is thrown."""

    conversation: Conversation[Result]
    reply: Callable[[Step], Reply]
    steps: list[Step] = field(default_factory=list)

    def run(self) -> Result:
        step = next(self.conversation)
        try:
            while True:
                self.steps.append(step)
                answer = b"" if isinstance(step, Progress) else self.reply(step)
                step = (
                    self.conversation.throw(answer) if isinstance(answer, NoAnswer) else self.conversation.send(answer)
                )
        except StopIteration as end:
            result: Result = end.value
            return result

    @property
    def commands(self) -> list[str]:
        """What was sent to the chip, in hex; a reset is "reset"."""
        named = {PowerOn: "reset"}
        return [
            step.command.hex().upper() if isinstance(step, Transmit) else named[PowerOn]
            for step in self.steps
            if not isinstance(step, Progress)
        ]


def scripted(*replies: Reply | str) -> Callable[[Step], Reply]:
    """Give these answers one after the other; text is hex."""
    waiting = [bytes.fromhex(reply) if isinstance(reply, str) else reply for reply in replies]
    return lambda _: waiting.pop(0)
