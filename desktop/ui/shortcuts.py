"""Every key in one table.

The frame listens with `Keys`, the help screen shows `TABLE`, docs/keys.md is made from it. `Keys` accepts the
ShortcutOverride of its keys, so that Ctrl+K reaches the palette from inside a text box too. Single letters act only in
their own field and are named here for help alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Shortcut:
    """verb: what the frame or a screen is told. keys: portable names, all of them. shown, does: as help says it.

    field: the key belongs to the field that has focus; `Keys` leaves it alone. later: no screen takes it yet; help
    does not show it.
    """

    verb: str
    keys: tuple[str, ...]
    shown: str
    does: str
    field: bool = False
    later: bool = False


TABLE: tuple[Shortcut, ...] = (
    Shortcut("palette", ("Ctrl+K",), "Ctrl+K", "palette"),
    Shortcut("new", ("Ctrl+N",), "Ctrl+N", "new encounter or booking"),
    Shortcut("primary", ("Ctrl+Return", "Ctrl+Enter"), "Ctrl+Enter", "the primary act"),
    *(
        Shortcut(f"screen_{place}", (f"Ctrl+{place}",), f"Ctrl+{place}", f"screen {place} of the rail")
        for place in range(1, 9)
    ),
    Shortcut("save_draft", ("Ctrl+S",), "Ctrl+S", "save draft now"),
    Shortcut("undo", ("Ctrl+Z",), "Ctrl+Z", "undo typing", field=True),
    Shortcut("redo", ("Ctrl+Shift+Z",), "Ctrl+Shift+Z", "redo typing", field=True),
    Shortcut("find", ("Ctrl+F",), "Ctrl+F", "find in page", later=True),
    Shortcut("find_next", ("F3",), "F3", "find the next", later=True),
    Shortcut("search", ("Ctrl+Shift+F",), "Ctrl+Shift+F", "person search", later=True),
    Shortcut("previous_case", ("Ctrl+PgUp",), "Ctrl+PgUp", "previous case"),
    Shortcut("next_case", ("Ctrl+PgDown",), "Ctrl+PgDn", "next case"),
    Shortcut("back", ("Alt+Left",), "Alt+Left", "back"),
    Shortcut("forward", ("Alt+Right",), "Alt+Right", "forward"),
    Shortcut("help", ("F1",), "F1", "help with this table"),
    Shortcut("next_region", ("F6",), "F6", "next region"),
    Shortcut("previous_region", ("Shift+F6",), "Shift+F6", "previous region"),
    Shortcut("why", ("F7",), "F7", "why can't I"),
    Shortcut("stop_and_call", ("F8",), "F8", "stop and call"),
    Shortcut("release", ("F9",), "F9", "release, end the stop"),
    Shortcut("show_changed", ("F5",), "F5", "show what changed"),
    Shortcut("lock", ("Ctrl+L",), "Ctrl+L", "lock"),
    Shortcut("journal", ("Ctrl+J",), "Ctrl+J", "journal of this case"),
    Shortcut("print", ("Ctrl+P",), "Ctrl+P", "print preview", later=True),
    Shortcut("night", ("Ctrl+Shift+N",), "Ctrl+Shift+N", "night mode"),
    Shortcut("larger", ("Ctrl++", "Ctrl+=", "Ctrl+Shift++", "Ctrl+Shift+="), "Ctrl++", "larger text"),
    Shortcut("smaller", ("Ctrl+-",), "Ctrl+-", "smaller text"),
    Shortcut("normal_size", ("Ctrl+0",), "Ctrl+0", "text at 100 %"),
    Shortcut("time", ("T", "Up", "Down"), "T, Up, Down", "in a time field: now, one minute", field=True),
    Shortcut("choice", (), "Y N U, 1-9, Enter", "in a choice: answer, choose, go on", field=True),
    Shortcut("close", ("Esc",), "Esc", "close what opened, and keep the draft", field=True),
)

_REPEATS = {"next_region", "previous_region", "larger", "smaller", "previous_case", "next_case", "find_next"}


def by_key() -> dict[str, str]:
    """Portable key name to verb, for the keys that the frame listens to."""
    return {key: shortcut.verb for shortcut in TABLE if not shortcut.field for key in shortcut.keys}


def key_of(verb: str) -> str:
    """How the key of a verb is written on a cap: "Ctrl Enter", "F8"; KeyError for an unknown verb."""
    shown = next(shortcut.shown for shortcut in TABLE if shortcut.verb == verb)
    return shown.replace("++", " +") if shown.endswith("++") else shown.replace("+", " ")


def for_help() -> tuple[tuple[str, str], ...]:
    """The table as help shows it: (key, what it does); the keys of the rail as one line."""
    rows = [(one.shown, one.does) for one in TABLE if not one.later and not one.verb.startswith("screen_")]
    rows.insert(3, ("Ctrl+1 ... 8", "screens of the rail"))
    return tuple(rows)


def as_markdown() -> str:
    """docs/keys.md."""
    lines = [
        "# Keys",
        "",
        "Made from `desktop/ui/shortcuts.py`; a test compares them.",
        "",
        "| key | does |",
        "|---|---|",
    ]
    lines += [f"| {shown} | {does} |" for shown, does in for_help()]
    return "\n".join(lines) + "\n"


class Keys(QObject):
    """Listens for the keys of TABLE in one window and hands the verb on. `run(verb)` says whether it took it."""

    def __init__(self, window: QWidget, run: Callable[[str], bool]) -> None:
        super().__init__(window)
        self._window, self._run = window, run
        self._verbs = by_key()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        verb = self._verbs.get(name_of(event))
        if verb is None or not self._mine(watched):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.isAutoRepeat() and verb not in _REPEATS:
            return True
        return self._run(verb)

    def _mine(self, watched: QWidget) -> bool:
        """Also when nothing has the focus: then Qt sends the key to the top window itself, around this one."""
        return self._window.isVisible() and watched.window() is self._window.window()


def name_of(event: QKeyEvent) -> str:
    """The portable name of what was pressed, without the keypad: "Ctrl+Shift+N"."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString(
        QKeySequence.SequenceFormat.PortableText
    )
