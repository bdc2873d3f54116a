"""The commands of an endpoint: init, serve, code, officer.

`python -m endpoint init --training FOLDER`, `python -m endpoint serve FOLDER`. It reads arguments and prints answers.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.domain import times
from desktop.domain.problems import Problem
from endpoint.admin import folder as place
from endpoint.admin import officer, training
from endpoint.admin.serve import serve

CODE_MINUTES = 15


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command. Returns its exit code."""
    arguments = _parser().parse_args(words)
    try:
        done: int = arguments.run(arguments)
    except Problem as problem:
        print(f"{problem.code} {problem.title} {problem.detail}".rstrip(), file=sys.stderr)
        return 1
    except FileExistsError as there:
        print(f"There is something in {there} already.", file=sys.stderr)
        return 1
    return done


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fieldcase-endpoint", description="The reference supervision endpoint.")
    commands = parser.add_subparsers(required=True)
    _init(commands.add_parser("init", help="make a training agency"))
    _serve(commands.add_parser("serve", help="serve a folder"))
    _code(commands.add_parser("code", help="make a one-time code for a device and its first person"))
    _officer(commands.add_parser("officer", help="what an authorising office does").add_subparsers(required=True))
    return parser


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--training", type=Path, metavar="FOLDER", required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: a free one is chosen and kept")
    parser.set_defaults(run=_run_init)


def _run_init(given: argparse.Namespace) -> int:
    training.make(given.training, given.host, given.port, datetime.now(UTC))
    return 0


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0, help="another port than the folder's")
    parser.set_defaults(run=lambda given: serve(given.folder, given.port))


def _code(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument("--person", required=True)
    parser.add_argument("--badge", required=True)
    parser.add_argument("--by", required=True, help="who makes it")
    parser.set_defaults(run=_run_code)


def _run_code(given: argparse.Namespace) -> int:
    agency = place.read_json(given.folder / place.ENDPOINT)["agency"]
    store = place.open_store(given.folder)
    lasts = timedelta(minutes=CODE_MINUTES)
    print(training.new_code(store, agency, given.person, given.badge, given.by, datetime.now(UTC), lasts))
    store.close()
    return 0


def _officer(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    waiting = commands.add_parser("list", help="who has keys that no authorization lists")
    waiting.add_argument("folder", type=Path)
    waiting.set_defaults(run=_run_list)
    issue = commands.add_parser("issue", help="sign an authorization")
    issue.add_argument("--until", default="", help="when it ends, as 2026-05-22T21:00:00.000Z; the sample's if none")
    issue.add_argument("--grant", type=Path, help="JSON of what is granted; the sample's if none")
    revoke = commands.add_parser("revoke", help="end all a person was authorized to")
    revoke.add_argument("--reason", required=True)
    for parser, run in ((issue, _run_issue), (revoke, _run_revoke)):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--key", type=Path, required=True, help="the office's key file")
        parser.add_argument("--person", required=True)
        parser.set_defaults(run=run)


def _run_list(given: argparse.Namespace) -> int:
    for row in officer.waiting(given.folder):
        print(json.dumps(row))
    return 0


def _run_issue(given: argparse.Namespace) -> int:
    granted = place.read_json(given.grant) if given.grant else officer.sample_of(given.folder, given.person)
    if given.until:
        granted = {**granted, "until": times.to_text(times.from_text(given.until))}
    print(officer.issue(given.folder, given.key, given.person, granted, datetime.now(UTC)))
    return 0


def _run_revoke(given: argparse.Namespace) -> int:
    print(officer.revoke(given.folder, given.key, given.person, given.reason, datetime.now(UTC)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
