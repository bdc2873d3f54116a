"""Who may read what. In this version a device reads its agency (`agency:A`) and nothing else.

`exchange` and the routes ask here before they give out entries. A person reads only with a certificate that is in
force on that device, and never from a device that is suspended.
"""

from datetime import datetime

from desktop.domain import times
from endpoint.documents import certificate
from endpoint.store import Connection, logs


def may_read(con: Connection, device: logs.Device, person: str, now: datetime) -> bool:
    """Whether the person's authorization lists this device and has not ended."""
    if device.status != "active":
        return False
    held = certificate(con, device.agency, person)
    if held is None or not held.lists(device.id):
        return False
    return not held.until or now < times.from_text(held.until)
