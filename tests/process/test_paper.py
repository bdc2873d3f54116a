"""A case on paper is tagged for screen readers, says what it is, and is data from end to end."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from desktop.actions.paper import Printing, case_summary_pdf
from desktop.models.rows import CasePage, ClockRow, FactRow, HappenedRow

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PRINTING = Printing("Sample County Sheriff", "A. Officer", NOW, "America/New_York", training=True)
CASE = CasePage(
    case_id="0190b8a0-0000-7000-8000-000000000001",
    number="26-ABC123",
    title="Alex Sample",
    subtitle="Encounter, written by A. Officer",
    state="E1",
    state_label="Encounter",
    model="TFM",
    release_due=None,
    in_custody=True,
    stop_open=False,
    clocks=(ClockRow("D1", "Hold", NOW, NOW + timedelta(hours=2), True, ""),),
    happened=(HappenedRow("e1", "encounter_recorded", "Encounter recorded", NOW, "A. Officer", "Saved here", "d"),),
    facts=(FactRow("name", "Name", "who", "Alex Sample", "said", "A. Officer", NOW),),
)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def test_the_page_is_tagged_titled_and_names_its_language() -> None:
    reader = read(case_summary_pdf(CASE, PRINTING))
    root = reader.root_object
    marked, shown, about = (root[name].get_object() for name in ("/MarkInfo", "/ViewerPreferences", "/Metadata"))
    assert isinstance(marked, DictionaryObject)
    assert isinstance(shown, DictionaryObject)
    assert isinstance(about, StreamObject)
    assert [str(each) for each in (marked["/Marked"], shown["/DisplayDocTitle"], root["/Lang"])] == [
        "True",
        "True",
        "en-US",
    ]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Case 26-ABC123: Alex Sample"
    assert b"pdfuaid:part" in about.get_data()


def test_what_happened_the_facts_and_the_clocks_stand_on_it_by_the_clock_of_the_place() -> None:
    text = text_of(case_summary_pdf(CASE, PRINTING))
    for words in ("Alex Sample", "Encounter recorded", "24 Nov 2026, 12:00 EST", "Sample County Sheriff"):
        assert words in text


def test_a_training_page_says_so_and_a_real_one_does_not() -> None:
    assert "TRAINING" in text_of(case_summary_pdf(CASE, PRINTING))
    assert "TRAINING" not in text_of(case_summary_pdf(CASE, replace(PRINTING, training=False)))


def test_the_same_case_at_the_same_time_gives_the_same_bytes() -> None:
    assert case_summary_pdf(CASE, PRINTING) == case_summary_pdf(CASE, PRINTING)


@pytest.mark.parametrize(
    "typed", ['#panic("x") *bold*', "$ x $", "@cite", "/etc/passwd", '")]}', "a\\nb", "= heading", "García مرحبا"]
)
def test_what_was_typed_stands_as_it_was_typed(typed: str) -> None:
    fact = replace(CASE.facts[0], value=typed)
    pdf = case_summary_pdf(replace(CASE, facts=(fact,), title=typed), PRINTING)
    metadata = read(pdf).metadata
    assert metadata is not None
    assert metadata.title == f"Case 26-ABC123: {typed}"


def test_a_sign_that_no_font_can_draw_is_written_by_its_number() -> None:
    text = text_of(case_summary_pdf(replace(CASE, title="名 😀 \a"), PRINTING))
    assert "[U+540D] [U+1F600] [U+0007]" in text


def test_an_empty_case_says_that_nothing_is_there() -> None:
    text = text_of(case_summary_pdf(replace(CASE, clocks=(), happened=(), facts=()), PRINTING))
    assert "No clock runs." in text
    assert "No fact is recorded." in text


def test_two_values_are_both_printed() -> None:
    fact = replace(CASE.facts[0], two_values=("Alex", "Alec"))
    assert "Alex / Alec" in text_of(case_summary_pdf(replace(CASE, facts=(fact,)), PRINTING))


def test_no_file_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """S-28: the page is made in memory."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    case_summary_pdf(CASE, PRINTING)
    assert list(tmp_path.iterdir()) == []
