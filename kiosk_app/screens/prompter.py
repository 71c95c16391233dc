"""When a prompt is said: a page comes up, a question is asked, somebody wants to hear it again (T18)."""

from kiosk_app.screens.prompts import ALARM, ASKED_ONLY, PROBLEM, STILL_THERE, prompt_of
from kiosk_app.screens.recordings import Prompt, Volume
from kiosk_app.screens.screen import Look
from kiosk_app.screens.voice import Speaker
from kiosk_app.views import IdleView, OutOfServiceView, StartingView, View, WaitView

PAUSE_S = 0.25
"""Between the page and its prompt, so that pages that follow each other at once are not all begun."""

WAIT_PAUSE_S = 1.5
"""A wait that is over sooner needs no words."""

NOBODY = (IdleView, StartingView, OutOfServiceView)
"""Before a service."""


class Prompter:
    """Keeps what the page says; one for the window."""

    def __init__(self, look: Look, speaker: Speaker, usual: Volume) -> None:
        self._look, self._speaker, self._usual = look, speaker, usual
        self._page: str | None = None
        self._asking = False
        look.volume = usual

    def shown(self, before: View | None, now: View) -> None:
        """A view is on the glass; what was said already is not said again, nor when a problem is being put right."""
        page = prompt_of(now)
        if self._page in (page, f"{page}{PROBLEM}"):  # the latter: somebody is putting it right
            self._page = page
            return
        self._page = page
        self._speaker.hush()
        nobody = isinstance(now, ASKED_ONLY) or (isinstance(now, OutOfServiceView) and isinstance(before, NOBODY))
        if not nobody and before is not None:
            pause_s = WAIT_PAUSE_S if isinstance(now, WaitView) else 0.0 if page == ALARM else PAUSE_S
            self._say(page, pause_s)

    def asks(self, *, asking: bool) -> None:
        """The question whether anybody is there comes or goes."""
        if asking and not self._asking:
            self._say(STILL_THERE, PAUSE_S)
        self._asking = asking

    def again(self) -> None:
        """Say what is on the glass."""
        self._say(STILL_THERE if self._asking else self._page)

    def choose(self, volume: Volume) -> None:
        """Take this volume from now on, and let it be heard."""
        self._look.volume = volume
        self._speaker.hush()
        self.again()

    def touched(self) -> None:
        """Any touch cuts the prompt off."""
        self._speaker.hush()

    def reset(self) -> None:
        """The customer has left: the usual volume, and silence (T20)."""
        self._look.volume = self._usual
        self._speaker.hush()

    def _say(self, key: str | None, after_s: float = 0.0) -> None:
        if key is None:
            return
        volume = Volume.HIGH if key == ALARM else self._look.volume
        language = self._look.texts.language
        self._speaker.say(Prompt(key, language, self._look.texts.markup(key)), volume, after_s)
