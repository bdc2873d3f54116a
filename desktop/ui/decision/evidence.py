"""One side of the evidence: numbered pieces with their source, and the line that adds another. Both sides are equal."""

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
        self._count = Label("", "count")
        self.head.addWidget(self._count)
        self.head.setStretch(0, 0)
        self.head.addStretch(1)
        self._pieces = Parts(0.5)
        name = f"decision.{side}"
        self.text = LineField("", placeholder="What points this way")
        self.source = LineField(
            "", placeholder="Source: self, document, database, officer, third party", icon="file-text"
        )
        self.add = Button("Add", "circle-plus")
        self._standing_holder = Parts(0)
        self._standing: ChoiceRow | None = None
        for control, part in ((self.text.control, "text"), (self.source.control, "source"), (self.add, "add")):
            control.setObjectName(f"{name}.{part}")
        self.body.addWidget(self._pieces)
        self.body.addStretch(1)
        self.body.addWidget(self.text)
        self.body.addWidget(self._standing_holder)
        line = row(gap=0.45)
        line.addWidget(self.source, 1)
        line.addWidget(self.add, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text.entered.connect(self.source.control.setFocus)
        self.source.entered.connect(self._add)
        self.add.clicked.connect(self._add)

    def show_column(self, shown: Column, standings: tuple[tuple[str, str], ...]) -> None:
        """Draw the pieces; the line that adds keeps what is typed."""
        self.title.say(shown.heading)
        self._count.say(str(shown.count) if shown.count else "")
        self.setAccessibleName(f"{shown.heading}, {shown.count}")
        self.text.control.setAccessibleName(f"{shown.heading}: what")
        self.source.control.setAccessibleName(f"{shown.heading}: source")
        self.add.setAccessibleName(f"Add to {shown.heading}")
        self._standing_holder.show_parts(standings, lambda: self._standings(standings))
        self._pieces.show_parts(shown, lambda: self._make(shown))

    def _standings(self, standings: tuple[tuple[str, str], ...]) -> Iterator[QWidget]:
        self._standing = None
        if standings:
            self._standing = ChoiceRow("", standings)
            self._standing.setAccessibleName("Convicted, charged or alleged")
            for code, _ in standings:
                self._standing.option(code).setObjectName(f"decision.{self.side}.{code}")
            yield self._standing

    def _make(self, shown: Column) -> Iterator[QWidget]:
        for label, pieces in shown.lists:
            if label:
                yield Label(f"{label}  {len(pieces)}", "smallstrong")
            for piece in pieces:
                yield self._piece(piece)

    def _piece(self, piece: Piece) -> QWidget:
        number = Button(str(piece.number), kind="quiet", name=f"Cite evidence {piece.number} in your reason")
        number.setObjectName(f"decision.cite.{piece.number}")
        number.clicked.connect(lambda: self.cited.emit(piece.number))
        remove = Button("Remove", kind="plain", name=f"Remove evidence {piece.number}")
        remove.setObjectName(f"decision.remove.{piece.number}")
        remove.clicked.connect(lambda: self.removed.emit(piece.number))
        theme.size(number, min_width=1.9, max_width=1.9)
        layout = row(gap=0.3)
        layout.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(column(Label(piece.text), Label(piece.source, "small"), gap=0.05), 1)
        layout.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        widget = held(layout)
        widget.setAccessibleName(f"Evidence {piece.number}: {piece.text}. Source: {piece.source}")
        return widget

    def _add(self) -> None:
        """Speak what is typed; a part that is missing says so beside its field."""
        text, source = self.text.text().strip(), self.source.text().strip()
        standing = self._standing.code() if self._standing is not None else ""
        self.text.set_problem("" if text else "Write what points this way.")
        self.source.set_problem("" if source else "Say where this comes from.")
        wants = self._standing is not None and not standing and self.side == "for"
        if self._standing is not None:
            self._standing.set_problem("Convicted, charged or alleged: choose one." if wants else "")
        if not text or not source or wants:
            (self.source if text else self.text).control.setFocus()
            return
        self.added.emit(self.side, text, source, standing)
        self.text.set_text("")
        self.source.set_text("")
        if self._standing is not None:
            self._standing.choose("")
        self.text.control.setFocus()
