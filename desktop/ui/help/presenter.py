"""Help: the keys, and what the words of the screens mean. It reads nothing and changes nothing."""

from dataclasses import dataclass

from typing_extensions import override

from desktop.ui.nav import Head, Place
from desktop.ui.presenting import Presenter


@dataclass(frozen=True, slots=True)
class HelpState:
    words: tuple[tuple[str, str], ...]


WORDS = (
    ("Saved here", "It is in the encrypted file of this device. It is sent when there is a line."),
    ("Received", "The endpoint has it, with a signed receipt."),
    ("Needs attention", "The endpoint refused it, or two people wrote different values. A person looks."),
    ("Release", "F9, always. Nothing stands before it. Let the person go, then record."),
    ("Stop and call", "F8, always. What was said or seen, then whom to call."),
    ("Why can’t I", "F7. Every act that is blocked, by which rule, and who clears it."),
)


class HelpPresenter(Presenter[HelpState]):
    """Shows the words; the keys come from the one table of shortcuts."""

    @override
    def open(self, place: Place) -> None:
        self.place = place
        self.nav.set_head(Head("Help", "Every key, and what the words mean"))
        self._show(HelpState(WORDS))
