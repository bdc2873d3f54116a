"""Help on screen: the words at the left, the table of keys at the right."""

from collections.abc import Iterator

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.ui import theme
from desktop.ui.help.presenter import HelpState
from desktop.ui.pane import Pane
from desktop.ui.parts import Parts, held
from desktop.ui.shortcuts import for_help
from desktop.ui.widgets import Card, KeyCap, Label, TwoPane, column


class HelpView(QWidget):
    """Words and keys; nothing to press."""

    def __init__(self) -> None:
        super().__init__()
        words, keys = Card("Words", gap=0.6), Card("Keys", gap=0.6)
        self._words = Parts(0.8)
        words.body.addWidget(Pane(self._words))
        keys.body.addWidget(Pane(key_table()))
        self.setLayout(column(TwoPane(words, keys, (1, 1))))

    def show_state(self, state: HelpState) -> None:
        """Draw this."""
        self._words.show_parts(state, lambda: self._make(state))

    def first_focus(self) -> None:
        """Nothing here takes the focus."""

    def _make(self, state: HelpState) -> Iterator[QWidget]:
        for word, meaning in state.words:
            yield held(column(Label(word, "strong"), Label(meaning, "text2"), gap=0.1))
        yield held(column(None))


def key_table() -> QWidget:
    """The one table of keys."""
    grid = QGridLayout()
    theme.space(grid, 0.45)
    for place, (key, does) in enumerate(for_help()):
        cap = KeyCap(key)
        cap.setAccessibleName(key)
        grid.addWidget(cap, place, 0)
        grid.addWidget(Label(does), place, 1)
    grid.setColumnStretch(1, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    return held(grid)
