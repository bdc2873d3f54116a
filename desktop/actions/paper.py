"""A case on paper: one tagged PDF/UA-1 document, made in memory.

Called by the case page's *Print* and by the self-test. The words of a case reach typst as data only, never as source;
no font, file or package from outside `resources/` is looked at. It writes no file and changes nothing.
Source: stack.md section 9, security.md S-28 and S-66.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import typst

import resources
from desktop.domain.problems import Problem
from desktop.models.rows import CasePage, ClockRow, DecisionRow, FactRow, HappenedRow

_FORM = "case_summary.typ"
_NOWHERE = "no-packages"  # a folder that is not there: typst finds no package and asks no network
_SIGNS = 200  # different signs without a glyph that one case may hold
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_TYPST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


@dataclass(frozen=True, slots=True)
class Printing:
    """Who prints, when (UTC), for which agency, by the clock of which zone; training puts the watermark behind."""

    agency: str
    by: str
    at: datetime
    zone: str
    training: bool


def case_summary_pdf(case: CasePage, printing: Printing) -> bytes:
    """The PDF. The same case printed at the same time gives the same bytes.

    Problem 422.1 when the form refuses its data, which is a fault of ours and not of the case.
    """
    forms = resources.folder("forms")
    compiler = typst.Compiler(
        root=forms,
        font_paths=[resources.folder("fonts")],
        ignore_system_fonts=True,
        package_path=forms / _NOWHERE,
        package_cache_path=forms / _NOWHERE,
    )
    words: object = _words(case, printing)
    for _ in range(_SIGNS):
        try:
            return _compiled(compiler, words, int(printing.at.timestamp()))
        except typst.TypstError as fault:
            words = _without(words, fault)
    raise Problem("422.1", _FORM)


def _compiled(compiler: typst.Compiler, words: object, timestamp: int) -> bytes:
    pdf = compiler.compile(
        (resources.folder("forms") / _FORM).read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=timestamp,
        sys_inputs={"d": json.dumps(words, ensure_ascii=False)},
    )
    return pdf if isinstance(pdf, bytes) else b"".join(pdf or ())


def _without(words: object, fault: typst.TypstError) -> object:
    """The same words, with signs that no font of ours can draw written by number: PDF/UA takes no empty boxes."""
    found = _NO_GLYPH.search(fault.message)
    if found is None:
        raise Problem("422.1", _FORM) from fault
    signs = _TYPST_ESCAPE.sub(lambda each: chr(int(each[1], 16)), found[1])
    return _changed(words, signs, "".join(f"[U+{ord(each):04X}]" for each in signs))


def _changed(value: object, before: str, after: str) -> object:
    if isinstance(value, dict):
        return {key: _changed(each, before, after) for key, each in value.items()}
    if isinstance(value, list):
        return [_changed(each, before, after) for each in value]
    return value.replace(before, after) if isinstance(value, str) else value


def _words(case: CasePage, printing: Printing) -> dict[str, object]:
    say = _Clock(printing.zone)
    return {
        "title": f"Case {case.number}: {case.title}" if case.title else f"Case {case.number}",
        "number": case.number,
        "agency": printing.agency,
        "by": printing.by,
        "printed": say(printing.at),
        "training": printing.training,
        "standing": case.subtitle or case.state_label,
        "clocks": [_clock(each, say) for each in _clocks(case)],
        "facts": [_fact(each, say) for each in case.facts],
        "happened": [_happened(each, say) for each in case.happened],
        "decisions": [_decision(each, say) for each in case.decisions],
    }


@dataclass(frozen=True, slots=True)
class _Clock:
    """Times as paper says them: by the clock of the place, with its name."""

    zone: str

    def __call__(self, at: datetime) -> str:
        local = at.astimezone(ZoneInfo(self.zone))
        return f"{local.day} {local:%b %Y, %H:%M %Z}"


def _clocks(case: CasePage) -> Iterable[ClockRow]:
    due = case.release_due
    return case.clocks if due is None or due in case.clocks else (due, *case.clocks)


def _clock(row: ClockRow, say: _Clock) -> dict[str, str]:
    return {"name": row.name, "started": say(row.started_at), "ends": say(row.ends_at)}


def _fact(row: FactRow, say: _Clock) -> dict[str, str]:
    value = " / ".join(row.two_values) if row.two_values else row.value
    return {"label": row.label, "value": value, "source": f"{row.source}; {row.by}, {say(row.at)}"}


def _happened(row: HappenedRow, say: _Clock) -> dict[str, str]:
    return {"at": say(row.at), "text": row.text, "by": row.by}


def _decision(row: DecisionRow, say: _Clock) -> dict[str, object]:
    answers = [{"answer": a.answer, "by": a.by, "at": say(a.at), "reason": a.reason} for a in row.answers]
    return {
        "at": say(row.at),
        "proposal": f"{_PROPOSALS.get(row.form.proposal, row.form.proposal)}, by {row.by}",
        "reason": row.form.reason,
        "answers": answers,
    }


_PROPOSALS = {
    "custody": "Propose custody",
    "release_conditions": "Propose release with conditions",
    "release": "Propose release",
}
