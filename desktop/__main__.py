"""The one way in: reads the arguments and hands over to the guard, a window, the decoder or a command.

Run by `fieldcase`, by `python -m desktop` and by the guard itself where it spawns. It decides nothing else, and
loads each branch only when it is asked for, so that the guard stays small.
"""

import argparse
import builtins
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop import __version__, guard

NO_DISPLAY = (
    "Fieldcase needs a display, and none is set (DISPLAY, WAYLAND_DISPLAY). "
    "Without one, use: fieldcase --self-test, fieldcase verify, fieldcase export, fieldcase doctor."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs Fieldcase. Gives the exit code: 0 well, 1 not, 2 wrong arguments or no display."""
    args = _parser().parse_args(arguments)
    if args.run is not None:
        return int(args.run(args))
    if args.window:
        return _window(args, args.note)
    if not _display():
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    return guard.run(args.store, lambda note: _window(args, note), _command(args), respawn=args.respawn)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fieldcase", description="Fieldcase, case management for 287(g) officers.")
    parser.set_defaults(run=None)
    parser.add_argument("--version", action="version", version=f"Fieldcase {__version__}")
    parser.add_argument("--store", type=Path, default=_home(), help="the folder of the store", metavar="FOLDER")
    parser.add_argument("--slip", type=Path, help="first run: the slip of this device, as a file", metavar="FILE")
    parser.add_argument("--self-test", dest="run", action="store_const", const=_self_test, help="try every part once")
    for hidden in ("--window", "--respawn"):
        parser.add_argument(hidden, action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--note", default="", help=argparse.SUPPRESS)
    parser.add_argument("--decode", dest="run", action="store_const", const=_decode, help=argparse.SUPPRESS)
    _commands(parser.add_subparsers(title="commands", metavar="COMMAND"))
    return parser


def _commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verify = commands.add_parser("verify", help="check an exported journal, without store and network")
    verify.add_argument("file", type=Path)
    verify.add_argument("--roots", type=Path, required=True, help="the roots of the agency, a file you trust")
    verify.set_defaults(run=_verify)
    export = commands.add_parser("export", help="write the signed journal of one case, or of all, to a file")
    export.add_argument("file", type=Path)
    export.add_argument("--case", default="", help="a case number; without it, all")
    export.add_argument("--badge", required=True)
    export.add_argument("--reason", required=True, help="why, in a sentence; it stands in the journal")
    export.set_defaults(run=_export)
    doctor = commands.add_parser("doctor", help="what this machine offers: cryptography, key ring, disk, display")
    doctor.set_defaults(run=_doctor)


def _verify(args: argparse.Namespace) -> int:
    from desktop.cli import verify

    return verify.run([str(args.file), "--roots", str(args.roots)])


def _export(args: argparse.Namespace) -> int:
    from desktop.cli import export

    return export.run(args)


def _doctor(args: argparse.Namespace) -> int:
    from desktop.cli import doctor

    return doctor.run(args)


def _self_test(args: argparse.Namespace) -> int:
    from desktop.cli import self_test
    from desktop.locked.once import paint_once

    return self_test.run(paint_once)


def _decode(_args: argparse.Namespace) -> int:
    from desktop.decoder import child

    return child.main()


def _window(args: argparse.Namespace, note: str) -> int:
    guard.forbid_cores()
    _plain_imports()
    from desktop import app

    return app.run(app.Start(args.store, _command(args), args.slip, note))


def _plain_imports() -> None:
    """Python's own import again: PySide's, put in its place, reads the source of each module that is loaded later, in
    search of a feature we do not use. That is a tenth of the start, and 15 MB of source text when run from a tree.
    """
    importlib.import_module("PySide6.QtCore")
    names = vars(builtins)
    names["__import__"] = names.get("__orig_import__", names["__import__"])


def _command(args: argparse.Namespace) -> list[str]:
    """How this program is started again, for this store."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]
    slip = ["--slip", str(args.slip)] if args.slip else []
    return [*start, "--store", str(args.store), *slip]


def _display() -> bool:
    """False where no window could open: Linux without a display, and no Qt platform named that does without."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _home() -> Path:
    """The folder of the store when none is named: where this system keeps a program's data."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Fieldcase"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Fieldcase"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "fieldcase"


if __name__ == "__main__":
    sys.exit(main())
