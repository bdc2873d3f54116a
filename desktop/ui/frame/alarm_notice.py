"""The alarm of a clock as a line above the content, with *Seen*.

The frame makes one. It hears of the steps from alarms.py; *Seen* is an entry of the case and silences that step at this
desk. What is overdue has no *Seen*: it goes with the release.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from desktop.actions.see_alarm import see_alarm
from desktop.models import queries
from desktop.models.queries import WorklistPage
from desktop.ui.alarms import Alarm, Alarms, Said
from desktop.ui.tasks import Tasks
from desktop.ui.widgets import NoticeLine, NoticeStack

_KEY = "alarm"


class AlarmNotice:
    """`start()` and `stop()` with the window; `show(Said)` is what a step does."""

    def __init__(self, tasks: Tasks, now: Callable[[], datetime], notices: NoticeStack) -> None:
        self._tasks, self._notices = tasks, notices
        self._alarms = Alarms(self._read, now)
        self._alarms.said.connect(self.show)
        self.start, self.stop = self._alarms.start, self._alarms.stop

    def show(self, said: Said) -> None:
        """The line, in the place of an earlier one."""
        kind = "red" if said.level == "overdue" else "amber"
        line = NoticeLine(said.text, kind, act="Seen" if said.steps else "", icon="alarm-clock")
        if said.steps:
            line.act.setObjectName("notice.alarm.seen")
        line.acted.connect(lambda: self._seen(said))
        self._notices.put(_KEY, line)

    def _seen(self, said: Said) -> None:
        for case_id, clock, step in said.steps:
            self._alarms.seen(case_id, step)
            self._tasks.run(see_alarm(case_id, clock, step))
        self._notices.drop(_KEY)

    def _read(self, done: Callable[[Sequence[Alarm]], None]) -> None:
        def told(page: WorklistPage) -> None:
            done([Alarm(row.case_id, row.ends_at, row.clock) for row in page.rows if row.ends_at])

        self._tasks.read(queries.worklist("clocks"), told)
