"""`make run` with a display: a training agency and its endpoint on this machine, its desks enrolled, the windows open.

The desks enrol by the same road as every device: slip, keys, six words compared, store. The second officer joins the
first one's store by an invitation. What to sign in with stands on the terminal and on the sign-in screen. The agency
is gone when the last window is closed.
"""

import json
import subprocess
import sys
from functools import partial
from typing import Any

from desktop.domain.problems import Problem
from desktop.models import inviting, opening, settings
from desktop.models.inviting import Newcomer
from desktop.models.keyring import SystemKeyring
from desktop.models.tx import Tx
from desktop.seal import canonical
from desktop.sync import enrol, new_store
from tools.agency import Agency

DESKS = ("officer", "custody", "supervisor")
OPENED = ("supervisor", "officer")


def main() -> int:
    with Agency.begin() as agency:
        for desk in DESKS:
            _enrol(agency, desk)
        _join(agency, "officer")
        _tell(agency)
        names = sys.argv[1:] or OPENED
        windows = [subprocess.Popen(agency.command(name)) for name in names]
        try:
            codes = [window.wait() for window in windows]
        except KeyboardInterrupt:
            for window in windows:
                window.terminate()
            codes = [window.wait() for window in windows]
    return max(abs(code) for code in codes)


def _enrol(agency: Agency, desk: str) -> None:
    """One device and its first person. The words are compared here by the program, as training alone may."""
    fields = json.loads(agency.slip(desk).read_text(encoding="utf-8"))
    answer = enrol.ask(enrol.Slip.of(fields), enrol.Applicant.new())
    if not answer.words_fit:
        raise Problem("422.10", desk)
    new_store.make_store(agency.store(desk), answer, fields["passphrase"], SystemKeyring(), zone=agency.zone())


def _join(agency: Agency, desk: str) -> None:
    """The others who share this desk, each invited by its first person."""
    first, *others = [each for each in agency.sign_ins() if each["store"] == desk]
    for person in others:
        folder, newcomer = (
            agency.store(desk),
            Newcomer(person["person"], person["badge"], person["name"], person["role"]),
        )
        store = opening.unlock(folder, first["badge"], first["passphrase"], SystemKeyring())
        try:
            store.write(partial(_show, person)).result()
            code = store.write(inviting.invite(folder, newcomer)).result().code
        finally:
            store.close()
        inviting.join(folder, person["badge"], code, person["passphrase"], SystemKeyring())


def _show(person: dict[str, str], tx: Tx) -> None:
    """Fictional people's passphrases stand on the locked window."""
    shown: list[Any] = canonical.loads(settings.need(tx.sql, settings.SIGNINS))
    shown.append({name: person[name] for name in ("name", "role", "badge", "passphrase")})
    settings.put(tx.sql, settings.SIGNINS, canonical.dumps(shown))
    tx.work.documents_changed = True  # so that the locked window hears of it


def _tell(agency: Agency) -> None:
    print("\nTRAINING. Fictional people; no case here is real. Sign in with:\n")
    for each in agency.sign_ins():
        print(f"  {each['store']:<11} badge {each['badge']}  {each['passphrase']:<32} {each['name']}, {each['role']}")
    print("\nThe custody desk opens with: make run DESKS=custody\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
