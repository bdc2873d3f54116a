"""The commands: a training agency on the spot, slips, authorizations by hand."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.policy import Pack
from desktop.domain.problems import Problem
from desktop.seal import canonical, dsse
from desktop.seal.trust import Trust
from endpoint import documents
from endpoint.__main__ import main
from endpoint.admin import folder as place
from endpoint.admin import training
from tests.endpoint.kit import AGENCY, NOW, Device, World


def test_a_training_folder_is_its_owners_alone(training_folder: Path) -> None:
    paths = [training_folder, *training_folder.rglob("*")]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert {mode for path, mode in modes.items() if "." in path} == {0o600}
    assert {modes[name] for name in ("keys", "tls", "slips", training_folder.name)} == {0o700}


def test_the_roots_say_training_and_everything_hangs_from_them(training_folder: Path) -> None:
    roots = place.read_json(training_folder / "roots.json")
    trust = Trust.start(roots)
    trust.with_keys(place.read_json(training_folder / "keys.json"))
    assert trust.roots.training
    assert {role.threshold for role in trust.roots.roles.values()} == {1}


def test_the_sample_packs_dates_move_with_the_day() -> None:
    later = training.moved_pack(NOW + timedelta(days=100))
    assert (later["effective_from"], later["effective_to"]) == ("2026-04-15", "2027-04-14")
    pack = Pack.parse(later)
    assert pack.in_force(NOW + timedelta(days=100))
    assert canonical.loads(canonical.dumps(later)) == later


def test_what_the_sample_grants_is_its_letters_and_no_more() -> None:
    grants = training.grants(training.moved_pack(NOW))
    assert grants["P-105"]["functions"] == ["F01", "F02", "F04", "F05", "F06", "F07", "F08", "F09"]
    assert (grants["P-105"]["model"], grants["P-105"]["until"]) == ("TFM", "2028-01-05T00:00:00.000Z")
    assert grants["P-104"]["until"] == "2026-01-15T00:00:00.000Z"
    assert "P-107" not in grants
    assert (grants["P-201"]["roles"], grants["P-201"]["functions"]) == (["ICE_SUPERVISOR"], [])


def test_training_json_names_four_sign_ins_with_a_passphrase_each(training_folder: Path) -> None:
    signins = place.read_json(training_folder / "training.json")["signins"]
    assert [(each["store"], each["person"], each["badge"], each["role"]) for each in signins] == [
        ("officer", "P-105", "105", "TFO"),
        ("officer", "P-106", "106", "TFO"),
        ("custody", "P-108", "108", "CUSTODY"),
        ("supervisor", "P-201", "201", "ICE_SUPERVISOR"),
    ]
    assert len({each["passphrase"] for each in signins}) == 4
    assert all(12 <= len(each["passphrase"]) <= 128 for each in signins)


def test_init_makes_a_folder_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new"
    assert main(["init", "--training", str(folder)]) == 0
    assert place.read_json(folder / "endpoint.json")["port"] > 0
    assert (
        place.read_json(folder / "slips" / "officer.json")["port"] == place.read_json(folder / "endpoint.json")["port"]
    )
    assert main(["init", "--training", str(folder)]) == 1
    assert "already" in capsys.readouterr().err


def issue(world: World, *more: str, key: str = "authority") -> int:
    path = str(world.folder / "keys" / f"{key}.key")
    return main(["officer", "issue", str(world.folder), "--key", path, "--person", "P-105", *more])


def test_an_authorization_that_ended_is_issued_by_hand_and_stops_what_needs_a_function(
    world: World, officer: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    first = officer.encounter()
    officer.exchange([first])
    assert issue(world, "--until", "2026-11-24T14:00:00.000Z") == 0
    assert capsys.readouterr().out == "2\n"
    said = officer.exchange([officer.act("status_asked", {}, first.case_id), officer.note(first.case_id)])
    assert [each.verdict for each in said.verdicts] == ["refused", "accepted"]
    assert said.verdicts[0].problem is not None
    assert said.verdicts[0].problem.code == "403.1"
    assert said.new.auth == 2


def test_a_revocation_ends_sessions_and_reading(
    world: World, officer: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(world.folder / "keys" / "people.key")
    assert main(["officer", "revoke", str(world.folder), "--key", path, "--person", "P-105", "--reason", "left"]) == 0
    assert officer.get("/v1/packs").json()["code"] == "401.10"
    officer.sign_in()
    said, pulled = officer.exchanged([officer.freed(officer.id)])
    assert (pulled, said.verdicts[0].verdict) == ([], "accepted")
    assert main(["officer", "list", str(world.folder)]) == 0
    assert '"person": "P-105"' in capsys.readouterr().out


def test_the_agencys_office_alone_cannot_give_functions(
    world: World, officer: Device, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(world, key="people") == 1
    assert "422.10" in capsys.readouterr().err
    assert issue(world, key="receipt") == 1


def test_an_older_serial_is_not_taken(world: World, officer: Device) -> None:
    from_before = officer.get("/v1/authorizations").json()["documents"][0]

    with pytest.raises(Problem) as refused, world.core.store.write() as con:
        documents.add(con, AGENCY, from_before)
    assert refused.value.code == "422.10"
    assert dsse.kind_of(from_before) == "authorization"


def test_a_code_for_a_new_device_is_made_on_the_host(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["code", str(world.folder), "--person", "P-101", "--badge", "101", "--by", "P-116"]
    assert main(words) == 0
    code = capsys.readouterr().out.strip()
    assert len(code.replace("-", "")) == 10
