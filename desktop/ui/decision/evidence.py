"""One side of the evidence: numbered pieces with their source, and the lines that add another. Both sides are equal.

While nothing is listed the lines stand open; afterwards *Edit* opens them, and with them *Remove* at each piece.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import theme
from desktop.ui.decision.state import Column, Piece
from desktop.ui.parts import Parts, held
from desktop.ui.widgets import Button, Card, ChoiceRow, Label, LineField, column, row


class EvidenceColumn(Card):
    """`added(side, text, source, standing)`, `removed(number)`, `cited(number)`."""

    added = Signal(str, str, str, str)
    removed = Signal(int)
    cited = Signal(int)

    def __init__(self, side: str) -> None:
        super().__init__(" ", gap=0.5)
        self.side = side
        self._shown: Column | None = None
        self._editing = False
        self._count = Label("", "count")
        self.edit = Button("Edit", "pencil", kind="plain")
        self.edit.setObjectName(f"decision.{side}.edit")
        self.edit.clicked.connect(self._toggle)
        self._pieces = Parts(0.5)
        self.lines = AddLines(side)
        self.lines.added.connect(self._keep_open)
        self.lines.added.connect(self.added)
        self.head.addWidget(self._count)
        self.head.setStretch(0, 0)
        self.head.addStretch(1)
        self.head.addWidget(self.edit)
        self.body.addWidget(self._pieces)
        self.body.addWidget(self.lines)
        self.body.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_column(self, shown: Column, standings: tuple[tuple[str, str], ...]) -> None:
        """Draw the pieces; the lines that add keep what is typed."""
        if self._shown is None or self._shown.heading != shown.heading:
            self._editing = False
        self._shown = shown
        self.title.say(shown.heading)
        self._count.say(str(shown.count) if shown.count else "")
        self.setAccessibleName(f"{shown.heading}, {shown.count}")
        self.lines.show_lines(shown.heading, standings)
        self._draw()

    def _draw(self) -> None:
        shown = self._shown
        if shown is None:
            return
        opened = self._editing or not shown.count
        self.lines.setVisible(opened)
        self.edit.setVisible(shown.count > 0)
        self.edit.say("Done" if self._editing else "Edit", icon="check" if self._editing else "pencil")
        self.edit.setAccessibleName(f"{self.edit.text()}: {shown.heading}")
        self._pieces.show_parts((shown, self._editing), lambda: self._make(shown))

    def _keep_open(self) -> None:
        """Evidence rarely comes alone: the lines stay under the hand until Done or another step."""
        self._editing = True

    def _toggle(self) -> None:
        self._editing = not self._editing
        self._draw()
        if self._editing:
            self.lines.text.control.setFocus()

    def _make(self, shown: Column) -> Iterator[QWidget]:
        for label, pieces in shown.lists:
            if label:
                yield Label(f"{label}  {len(pieces)}", "smallstrong")
            for piece in pieces:
                yield self._piece(piece)

    def _piece(self, piece: Piece) -> QWidget:
        number = Button(str(piece.number), kind="quiet", name=f"Cite evidence {piece.number} in your reason")
        number.setObjectName(f"decision.cite.{piece.number}")
        number.setToolTip("Cite this in your reason")
        number.clicked.connect(lambda: self.cited.emit(piece.number))
        theme.size(number, min_width=1.9, max_width=1.9)
        layout = row(gap=0.3)
        layout.addWidget(number, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(column(Label(piece.text), Label(piece.source, "small"), gap=0.05), 1)
        if self._editing:
            remove = Button("Remove", kind="plain", name=f"Remove evidence {piece.number}: {piece.text}")
            remove.setObjectName(f"decision.remove.{piece.number}")
            remove.clicked.connect(lambda: self.removed.emit(piece.number))
            layout.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        widget = held(layout)
        widget.setAccessibleName(f"Evidence {piece.number}: {piece.text}. Source: {piece.source}")
        return widget


class AddLines(QWidget):
    """What, convicted or charged or alleged where it is asked, source, Add. `added(side, text, source, standing)`."""

    added = Signal(str, str, str, str)

    def __init__(self, side: str) -> None:
        super().__init__()
        self.side = side
        self.text = LineField("", placeholder="What points this way", most=2000)
        self.source = LineField("", placeholder="Source: document, officer...", icon="file-text")
        self.add = Button("Add", "circle-plus")
        self._standing_holder = Parts(0)
        self._standing: ChoiceRow | None = None
        name = f"decision.{side}"
        for control, part in ((self.text.control, "text"), (self.source.control, "source"), (self.add, "add")):
            control.setObjectName(f"{name}.{part}")
        line = row(gap=0.45)
        line.addWidget(self.source, 1)
        line.addWidget(self.add, 0, Qt.AlignmentFlag.AlignTop)
        whole = column(self.text, self._standing_holder, gap=0.45)
        whole.addLayout(line)
        self.setLayout(whole)
        self.text.entered.connect(self.source.control.setFocus)
        self.source.entered.connect(self._add)
        self.add.clicked.connect(self._add)

    def show_lines(self, heading: str, standings: tuple[tuple[str, str], ...]) -> None:
        """Name the lines after their column; the three standings where they are asked."""
        self.text.control.setAccessibleName(f"{heading}: what")
        self.source.control.setAccessibleName(f"{heading}: source")
        self.add.setAccessibleName(f"Add to {heading}")
        self._standing_holder.show_parts(standings, lambda: self._standings(standings))

    def _standings(self, standings: tuple[tuple[str, str], ...]) -> Iterator[QWidget]:
        self._standing = None
        if standings:
            self._standing = ChoiceRow("", standings)
            self._standing.setAccessibleName("Convicted, charged or alleged")
            for code, _ in standings:
                self._standing.option(code).setObjectName(f"decision.{self.side}.{code}")
            yield self._standing

    def _add(self) -> None:
        """Speak what is typed; a part that is missing says so beside its field."""
        text, source = self.text.text().strip(), self.source.text().strip()
        standing = self._standing.code() if self._standing is not None else ""
        wants = self._standing is not None and not standing and self.side == "for"
        self.text.set_problem("" if text else "Write what points this way.")
        self.source.set_problem("" if source else "Say where this comes from.")
        if self._standing is not None:
            self._standing.set_problem("Convicted, charged or alleged: choose one." if wants else "")
        if not text or not source or wants:
            (self.source if text and not source else self.text).control.setFocus()
            return
        self.text.set_text("")
        self.source.set_text("")
        if self._standing is not None:
            self._standing.choose("")
        self.added.emit(self.side, text, source, standing)
        if self.isVisible():
            self.text.control.setFocus()
