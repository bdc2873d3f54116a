"""S-40 to S-45: what an endpoint that was taken over can do with all its keys, and what shows it.

Each test is a journal whose tree, checkpoint and receipts are signed anew by the endpoint itself; only the keys of
people, devices and offices are out of its reach.
"""

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.verify import run
from desktop.seal import dsse, entry, export, ids
from desktop.seal.canonical import to_b64
from desktop.seal.primitives import SigningKey
from desktop.seal.verify import Finding, verify
from tests.seal.exports import Story, files, story
from tests.seal.journal import Journal
from tests.seal.world import Device, Person, act, enrolment
from tests.second_verifier import verify as second

NOTE = 3  # the place of Emery's note in the story


def taken_over() -> tuple[Story, Journal]:
    """The story, its endpoint in other hands."""
    told = copy.copy(story())
    told.journal = copy.deepcopy(story().journal)
    return told, told.journal


def found(told: Story, whole: str = "agency", **about: Any) -> Finding:
    people = [leaf["case_id"] for leaf in told.journal.leaves[1:3]]
    file = told.journal.file(whole, [told.case, *people], **about)
    finding = verify(file, told.roots)
    assert second(file, told.roots) == finding.code, finding
    return finding


def with_receipts_anew(told: Story) -> None:
    """Receipts for the tree as it is now, so that only the entries themselves can tell."""
    told.journal.receipts = []


def test_an_untouched_story_is_sound_without_receipts_too() -> None:
    told, _ = taken_over()
    assert found(told).code == 0
    with_receipts_anew(told)
    assert found(told).code == 0
    assert found(told, "cases").code == 0


def test_s41_words_put_into_a_persons_mouth_are_found() -> None:
    told, journal = taken_over()
    forged = act(told.car, "P-105", SigningKey.new().sign, "note_added", {"text": "forged"}, told.case).sealed.line
    head = entry.parse(forged).head
    journal.lines[NOTE] = forged
    journal.leaves[NOTE] |= {"id": head.id, "hash": to_b64(entry.line_hash(forged))}
    with_receipts_anew(told)
    finding = found(told, "cases")
    assert (finding.code, "not signed by the one" in finding.text) == (1, True), finding


def test_s41_data_changed_or_a_colleague_named_are_found() -> None:
    for old, new in ((b"n\xc3\xbamero", b"nxxxmero"), (b'"actor":"P-105"', b'"actor":"P-106"')):
        told, journal = taken_over()
        journal.lines[NOTE] = journal.lines[NOTE].replace(old, new)
        journal.leaves[NOTE]["hash"] = to_b64(entry.line_hash(journal.lines[NOTE]))
        with_receipts_anew(told)
        assert found(told).code == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"id": ids.new_id()},
        {"case_id": ids.new_id()},
        {"device_no": 7},
        {"device_no": -1},
        {"flags": ["odd_shape"]},
        {"flags": [1]},
        {"case_no": True},
        {"hash": "x"},
    ],
)
def test_s41_a_leaf_that_says_something_else_is_found(changed: dict[str, Any]) -> None:
    told, journal = taken_over()
    journal.leaves[NOTE] |= changed
    with_receipts_anew(told)
    if changed == {"flags": [1]}:
        assert found(told).code == 0  # a flag is the endpoint's own word
        return
    assert found(told).code == 1


def test_s44_a_journal_rewritten_after_a_receipt_is_found_by_the_receipt() -> None:
    told, journal = taken_over()
    journal.leaves[0]["received_at"] = "2026-06-01T11:00:00.000Z"
    finding = found(told)
    assert (finding.code, "rewritten" in finding.text or "other words" in finding.text) == (1, True), finding


def test_s45_an_entry_hidden_and_all_numbers_closed_up_is_found_by_a_receipt() -> None:
    told, journal = taken_over()
    journal.lines.pop(NOTE)
    gone = journal.leaves.pop(NOTE)
    for leaf in journal.leaves[NOTE:]:
        leaf["seq"] -= 1
        leaf["case_no"] -= leaf["case_id"] == gone["case_id"]
    finding = found(told)
    assert finding.code == 1
    with_receipts_anew(told)
    assert found(told).code == 0  # nothing was acknowledged: nobody can know


def test_s42_a_device_that_gave_one_number_twice_is_found() -> None:
    told, journal = taken_over()
    other = copy.copy(told.car)
    other.head, other.chain_no = entry.START, 0
    journal.push(
        other, act(other, "P-105", told.emery.key.sign, "note_added", {"text": "fork"}, ids.new_id()).sealed.line
    )
    finding = found(told)
    assert (finding.code, "twice" in finding.text) == (1, True), finding


def test_a_person_let_in_by_nobody_is_not_believed() -> None:
    told, journal = taken_over()
    ghost, key = Person("P-666", "666"), SigningKey.new()
    text = {"key": to_b64(key.public), "sig": to_b64(key.sign("person", b"x"))}
    journal.push(told.car, enrolment(ghost, told.car, text).sealed.line)
    assert found(told).code == 3


def test_a_document_of_another_kind_another_office_or_a_gap_in_the_roots_is_found() -> None:
    told, journal = taken_over()
    offices, sound = told.world.offices, list(journal.docs)
    pack = dsse.sign("pack", {"pack_id": "p"}, [offices["config"], offices["counsel"]])
    revoked = {"agency": "x", "person": "P-105", "serial": 1, "reason": "left", "at": "x"}
    spoiled = [pack, dsse.sign("revocation", revoked, [offices["config"]]), told.world.roots(3, (offices["roots"],))]
    for doc in spoiled:
        journal.docs = [*sound, doc]
        assert found(told).code == 1
    for doc in (dsse.sign("revocation", revoked, [offices["people"]]), told.world.roots(1), told.world.roots(2)):
        journal.docs = [*sound, doc]
        assert found(told).code == 0


def test_the_keys_of_a_later_roots_version_are_followed() -> None:
    told, journal = taken_over()
    told.world = copy.copy(told.world)
    told.world.offices = {**told.world.offices, "endpoint": SigningKey.new()}
    roots = told.world.roots(2)
    journal.docs = [*journal.docs, roots, told.world.keys(2)]
    assert found(told).code == 0
    journal.docs.remove(roots)
    assert found(told).code == 1


def test_an_export_that_another_device_closed_is_found() -> None:
    parts = story().journal.parts("cases", [story().other], device=story().car.id)
    for signer, code in ((story().car.sign, 0), (story().desk.sign, 1), (story().world.uses["receipt"], 1)):
        file = export.write(parts, signer.sign)
        assert verify(file, story().roots).code == second(file, story().roots) == code
    stranger = replace(parts, about={**parts.about, "device": Device().id})
    assert verify(export.write(stranger, story().car.sign.sign), story().roots).code == 3


@pytest.mark.parametrize(
    ("name", "spoil", "code", "says"),
    [
        ("cases", b"", 0, "sound"),
        ("cases", b"P-105", 1, "BROKEN"),
        ("cases", b'"t":"end"', 3, "INCOMPLETE"),
        ("cases", b'"t":"export"', 2, "cannot be read"),
    ],
)
def test_s40_the_command_says_it_in_plain_words(
    name: str, spoil: bytes, code: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "roots.json").write_text(json.dumps(story().roots), encoding="utf-8")
    file = files()[name]
    (tmp_path / "file").write_bytes(file.replace(spoil, spoil[:-1] + b"X") if spoil else file)
    assert run([str(tmp_path / "file"), "--roots", str(tmp_path / "roots.json")]) == code
    assert says in capsys.readouterr().out


def test_s40_a_file_that_is_not_there_is_unreadable_and_no_crash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "roots.json").write_text(json.dumps(story().roots), encoding="utf-8")
    assert run([str(tmp_path / "no"), "--roots", str(tmp_path / "roots.json")]) == 2
    assert run([str(tmp_path / "roots.json"), "--roots", str(tmp_path / "no")]) == 2
    assert run([str(tmp_path / "roots.json"), "--roots", str(tmp_path / "roots.json")]) == 2
    assert capsys.readouterr().out.count("cannot be read") == 3
