"""The long poll: woken as soon as a commit moved a log, silent otherwise, ended when the endpoint goes down."""

import asyncio
import threading
from collections.abc import Mapping

from desktop.seal import canonical
from desktop.sync.protocol import Moved, Seen
from endpoint.waiting import LOOK_SECONDS, Bell, Heads, moved, moves
from tests.endpoint.kit import AGENCY, Device

AFTER = {"A": Seen(seq=5, express=3)}


async def stays() -> bool:
    return False


class Logs:
    """Heads that a test moves."""

    def __init__(self, heads: Mapping[str, tuple[int, int]]) -> None:
        self.heads = heads

    async def look(self) -> Heads:
        return self.heads


def test_what_moved_is_named_and_urgent_is_said() -> None:
    assert moves({"A": (5, 3)}, AFTER) is None
    assert moves({"A": (6, 3)}, AFTER) == Moved(moved=("A",), express=False)
    assert moves({"A": (6, 6)}, AFTER) == Moved(moved=("A",), express=True)
    assert moves({"B": (6, 6)}, AFTER) is None


def test_a_ring_from_another_thread_wakes_who_waits_at_once() -> None:
    logs, bell = Logs({"A": (5, 3)}), Bell()

    async def waiter() -> tuple[Moved | None, float]:
        loop = asyncio.get_running_loop()
        start = loop.time()
        task = asyncio.create_task(moved(bell, logs.look, stays, AFTER, 30))
        await asyncio.sleep(0)
        logs.heads = {"A": (6, 3)}
        threading.Thread(target=bell.ring).start()
        return await task, loop.time() - start

    found, seconds = asyncio.run(waiter())
    assert found == Moved(moved=("A",), express=False)
    assert seconds < LOOK_SECONDS * 2


def test_a_commit_of_another_process_is_seen_without_a_ring() -> None:
    logs, bell = Logs({"A": (5, 3)}), Bell()

    async def waiter() -> Moved | None:
        task = asyncio.create_task(moved(bell, logs.look, stays, AFTER, 30))
        await asyncio.sleep(0)
        logs.heads = {"A": (7, 7)}
        return await task

    assert asyncio.run(waiter()) == Moved(moved=("A",), express=True)


def test_nothing_moved_ends_the_wait_and_a_closed_bell_ends_it_at_once() -> None:
    logs, bell = Logs({"A": (5, 3)}), Bell()
    assert asyncio.run(moved(bell, logs.look, stays, AFTER, 0.01)) is None
    bell.close()
    assert asyncio.run(moved(bell, logs.look, stays, AFTER, 30)) is None


def wait(device: Device, seq: int, express: int = 0) -> tuple[int, bytes]:
    body = canonical.dumps({"after": {AGENCY: {"seq": seq, "express": express}}})
    answer = device.send("/v1/wait", body)
    return answer.status_code, answer.content


def test_the_route_answers_what_moved_or_204(officer: Device, supervisor: Device) -> None:
    assert wait(officer, 1) == (200, b'{"express":false,"moved":["ZZ0000100"]}')
    assert wait(officer, 2) == (204, b"")
    body = canonical.dumps({"after": {"ZZ-OTHER": {"seq": 0, "express": 0}}})
    assert officer.send("/v1/wait", body).status_code == 204
