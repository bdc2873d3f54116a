"""Where a second start finds the window that is already open.

`app.py` makes one for each window process. It hears one word from the guard's `call_to_front`, brings the window to the
front and answers with one sign. It takes no other message, and nothing about a store can be asked of it.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WORD = b"front\n"
_HERE = b"."


class Front(QObject):
    """Listens at `address` (an absolute path in a folder of the user); `raise_window` is called on the GUI thread."""

    def __init__(self, address: str, raise_window: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._raise = raise_window
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        QLocalServer.removeServer(address)  # the file of a process that was killed
        self.listens = self._server.listen(address)

    def stop(self) -> None:
        """The window is ending: who starts now finds nobody and becomes the first."""
        self._server.close()

    def _called(self) -> None:
        line = self._server.nextPendingConnection()
        line.readyRead.connect(lambda: self._answer(line))
        line.disconnected.connect(line.deleteLater)

    def _answer(self, line: QLocalSocket) -> None:
        if not line.canReadLine():
            return
        if bytes(line.readLine(16).data()) == _WORD:
            self._raise()
            line.write(_HERE)
            line.flush()
        line.disconnectFromServer()
