"""From the endpoint's answer to the store that is made of it, after a person has compared the six words.

`app.py` calls it at first run, on the database thread. It asks nobody: the line is not needed any more.
"""

from __future__ import annotations

from pathlib import Path

from desktop.models import locked_releases, making
from desktop.models.making import NewStore
from desktop.models.secrets import DeviceSecrets
from desktop.seal import canonical
from desktop.sync.enrol import Enrolment
from desktop.sync.transport import Address


def make_store(
    folder: Path, enrolment: Enrolment, passphrase: str, secrets: DeviceSecrets, role: str = "", zone: str = "UTC"
) -> None:
    """Makes the store and keeps room for releases. Problems as `making.create`."""
    making.create(folder, new_store(enrolment, passphrase, role, zone), secrets)
    locked_releases.reserve(folder)


def new_store(enrolment: Enrolment, passphrase: str, role: str = "", zone: str = "UTC") -> NewStore:
    """What `making.create` takes. role: until the authorization says more, "" is the slip's; zone: of this machine.

    Under training roots alone the sign-in is kept to be shown on the locked window.
    """
    slip, keys, answer = enrolment.slip, enrolment.applicant, enrolment.answer
    role = role or slip.role
    shown = {"name": slip.name, "role": role, "badge": slip.badge, "passphrase": passphrase}
    return NewStore(
        store_id=keys.store_id,
        device=keys.device,
        sign=keys.sign,
        seal=keys.seal,
        desk=keys.desk,
        material=keys.material,
        person_seal=keys.person_seal,
        badge=slip.badge,
        passphrase=passphrase,
        person=slip.person,
        name=slip.name,
        role=role,
        agency=answer.agency,
        roots=answer.roots.plain(),
        root_key=canonical.from_b64(answer.root_key, 32),
        keys=answer.keys.plain(),
        cert=answer.cert.plain(),
        countersign=answer.countersign.plain(),
        endpoint=Address(slip.host, slip.port, enrolment.pins).url,
        tls_root=answer.tls_root,
        pins=enrolment.pins,
        training=enrolment.training,
        zone=zone,
        signins=(shown,) if enrolment.training else (),
    )
