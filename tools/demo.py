"""The main job from end to end, unattended: two desks, two stores, one endpoint, real windows, real keys.

`make demo` runs it anywhere, `make run` where there is no display. Each step goes through the screens and the wire; a
picture of each is saved. At the end both journals are exported and verified offline. It prints a summary and gives 0,
or says which step a person would not have seen and gives 1.
"""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools.agency import Agency
from tools.screen import Client, DeskFailed

PICTURES = Path("out/demo")
EVIDENCE = (("Missed one court date, 2024", "Court record 24-110"), ("Nine years at one address", "Self, roadside"))
FLIGHT = (
    "One missed date in 2024 [1] stands against nine years at one address [2]; the court record names a birth in the "
    "family two days before."
)
PROPOSAL = (
    "One court date was missed [1] against nine years at one address [2]; a court reminder answers it, so custody is "
    "not needed tonight."
)
RETURN = "The address is the heart of this. Write who confirmed it, and when."
ANSWER = " The night desk confirmed the address by telephone at once."
APPROVAL = "The address is confirmed and the reason follows from the evidence. I agree with the proposal."


class Story:
    """The steps in their order. Each does what a person does, then waits for what a person would see."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.steps: list[str] = []
        self.journals: list[str] = []
        self.officer: Client | None = None
        self.supervisor: Client | None = None

    def tell(self) -> None:
        officer = self.officer = self._desk("officer")
        self._seen(officer, "officer signs in for the first time, six words compared", "01-worklist")
        self.agency.cut()
        self._encounter(officer)
        self._decision(officer)
        self.agency.serve()
        officer.await_line(r"sync\.exchanged sent=3 settled=3", 120)
        self._seen(officer, "the line is back: all received by the endpoint", "07-received")
        supervisor = self.supervisor = self._desk("supervisor")
        supervisor.await_line(r"act\.committed review_requested", anew=True)
        supervisor.await_line(r"act\.committed authorization_issued")
        supervisor.await_line(r"screen\.shown")
        self._return(supervisor)
        self._answer(officer)
        self._approve(supervisor)
        officer.await_line(r"act\.committed review_answered")
        self._seen(officer, "the officer sees the approval", "13-approved")
        self._verify(officer, "14-journal-officer")
        supervisor.screen.keys("ctrl+2")
        supervisor.await_line(r"screen\.shown")
        supervisor.settle()
        supervisor.screen.keys("Return")
        supervisor.await_line(r"screen\.shown case")
        supervisor.settle()
        self._verify(supervisor, "15-journal-supervisor")
        self._lock(officer)

    def desks(self) -> list[Client]:
        return [client for client in (self.officer, self.supervisor) if client is not None]

    def close(self) -> None:
        for client in self.desks():
            client.stop()

    def _desk(self, name: str) -> Client:
        """The first run of a desk by its slip: device, words, passphrase, look; then its first screen."""
        client = self.agency.open(name)
        client.await_line(r"window\.first_run_shown")
        client.screen.fill()
        client.settle()
        client.screen.keys("Return")
        client.await_line(r"enrol\.answered")
        client.settle()
        client.screen.picture(PICTURES / f"00-{name}-words.png")
        client.press_until("Return", r"window\.unlocked")
        client.await_line(r"act\.committed authorization_issued")
        client.await_line(r"screen\.shown")
        client.settle(1)
        return client

    def _encounter(self, officer: Client) -> None:
        """28 keys, as docs/guide-officer.md counts them, and a name."""
        screen = officer.screen
        screen.keys("ctrl+n")
        officer.await_line(r"screen\.shown encounter")
        officer.settle()
        screen.keys("1", "Return", "n", "Return")
        screen.type("foll")
        screen.keys("Return", "Return", "1", "Return", "1", "Return")
        screen.type("Mile 12, Placeholder Rd")
        screen.keys("Return", "Return", "Return", "Return")
        screen.type("Sample, Alex")
        officer.settle(1)
        self._seen(officer, "the line is cut; an encounter is written", "02-offline-encounter")
        screen.keys("ctrl+Return")
        officer.await_line(r"act\.committed encounter_recorded")
        officer.await_line(r"screen\.shown case")
        self._seen(officer, "the encounter is saved here", "03-case")

    def _decision(self, officer: Client) -> None:
        screen = officer.screen
        screen.keys("ctrl+Return")
        officer.await_line(r"screen\.shown decision")
        officer.settle()
        screen.keys(*["Tab"] * 6, "n", "Return", "n", "Return", "n", "Return")
        screen.keys("ctrl+Return")
        officer.settle()
        for what, source in EVIDENCE:
            screen.type(what)
            screen.keys("Return")
            screen.type(source)
            screen.keys("Return", "Tab", "Tab", "Tab")
        screen.type(FLIGHT)
        officer.settle()
        self._seen(officer, "evidence for and against, a written reason", "04-decision-evidence")
        screen.keys("ctrl+Return")
        officer.settle()
        for stops in (6, 8):  # repeat offender; threat to community, which asks what is proved
            screen.keys(*["Tab"] * stops, "space", "ctrl+Return")
            officer.settle()
        screen.keys("Right", "space", "shift+Tab")
        screen.type(PROPOSAL)
        officer.settle()
        self._seen(officer, "the proposal, with its reason", "05-decision-proposal")
        screen.keys("ctrl+Return")
        officer.await_line(r"act\.committed review_requested")
        officer.await_line(r"screen\.shown case")
        self._seen(officer, "decision and request for review are saved here", "06-decision-saved")

    def _return(self, supervisor: Client) -> None:
        screen = supervisor.screen
        supervisor.settle()
        self._seen(supervisor, "the request is on the supervisor's desk", "08-review-queue")
        screen.keys("ctrl+Return")
        supervisor.settle(1)
        screen.keys("Down", "space", "Tab")
        screen.type(RETURN)
        screen.keys("Tab")
        screen.type("SDDO")
        screen.keys("Tab", "Tab")
        screen.type("8 CFR 287.5(a)")
        screen.keys("shift+F6", *["Tab"] * 4, "Return")
        screen.type("Who confirmed this address?")
        screen.keys("Return")
        supervisor.settle()
        self._seen(supervisor, "returned, with a reason pinned to a fact", "09-review-return")
        screen.keys("ctrl+Return")
        supervisor.await_line(r"act\.committed review_answered")

    def _answer(self, officer: Client) -> None:
        screen = officer.screen
        officer.await_line(r"act\.committed review_answered")
        officer.settle()
        self._seen(officer, "the return is on the officer's desk", "10-returned")
        screen.keys("ctrl+Return")
        officer.await_line(r"screen\.shown decision")
        officer.settle()
        screen.keys("ctrl+End")
        screen.type(ANSWER)
        officer.settle()
        self._seen(officer, "the officer answers", "11-answer")
        screen.keys("ctrl+Return")
        officer.await_line(r"act\.committed review_requested")

    def _approve(self, supervisor: Client) -> None:
        screen = supervisor.screen
        supervisor.await_line(r"act\.committed review_requested")
        supervisor.settle()
        screen.keys("ctrl+Return")
        supervisor.settle(1)
        screen.keys("space", "Tab")
        screen.type(APPROVAL)
        screen.keys("Tab")
        screen.type("SDDO")
        screen.keys("Tab", "Tab")
        screen.type("8 CFR 287.5(a)")
        supervisor.settle()
        self._seen(supervisor, "the supervisor sees what changed, and approves", "12-review-approve")
        screen.keys("ctrl+Return")
        supervisor.await_line(r"act\.committed review_answered")

    def _verify(self, client: Client, picture: str) -> None:
        """The journal of the case, checked in the window: hashes, data and the signature under each entry."""
        client.screen.keys("ctrl+j")
        client.await_line(r"screen\.shown journal")
        client.settle()
        client.screen.keys("ctrl+Return")
        line = client.await_line(r"journal\.verified")
        if not line.endswith("sound=True"):
            raise DeskFailed(f"{client.name}: {line}")
        self.journals.append(f"{client.name}: in the window, {line.split('journal.verified ')[1]}")
        self._seen(client, f"the journal of the case is checked at the {client.name}'s desk", picture)

    def _lock(self, officer: Client) -> None:
        officer.screen.keys("ctrl+l")
        officer.await_line(r"window\.locked_shown")
        officer.settle(1)
        officer.screen.fill()
        self._seen(officer, "locked: the process that held the key is gone", "16-locked")

    def _seen(self, client: Client, what: str, picture: str) -> None:
        client.settle()
        path = PICTURES / f"{picture}.png"
        client.screen.picture(path)
        self.steps.append(f"{what}: {path}")
        print(f"  {len(self.steps):2}  {what}", flush=True)


def verified(agency: Agency) -> str:
    """The officer's whole journal, exported and checked as an inspector would: without store and network."""
    file = agency.folder / "officer.journal"
    agency.export("officer", file)
    check = [sys.executable, "-m", "desktop", "verify", str(file), "--roots", str(agency.roots)]
    done = subprocess.run(check, capture_output=True, text=True, timeout=120)
    told = f"officer: exported, {done.stdout.strip() or done.stderr.strip()}"
    if done.returncode:
        raise DeskFailed(f"verify gave {done.returncode}: {told}")
    return told


def main() -> int:
    began = time.monotonic()
    shutil.rmtree(PICTURES, ignore_errors=True)
    print("Fieldcase, the main job: training data, fictional people.", flush=True)
    with Agency.begin() as agency:
        story = Story(agency)
        try:
            story.tell()
            story.close()
            story.journals.append(verified(agency))
        except DeskFailed as fault:
            print(f"NOT SEEN: {fault}", file=sys.stderr)
            for client in story.desks():
                print(f"{client.name}:\n{client.last_lines()}", file=sys.stderr)
            return 1
        finally:
            story.close()
    summary = {"steps": story.steps, "journals": story.journals, "seconds": round(time.monotonic() - began)}
    (PICTURES / "summary.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    print(
        "\n".join(["", *story.journals, f"{len(story.steps)} pictures in {PICTURES.resolve()}, {summary['seconds']} s"])
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
