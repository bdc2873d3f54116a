"""A second reader of exports, written from protocol.md §10 and §11 alone: it shares no code with the product.

If it and `fieldcase verify` ever differ on a file, one of them is wrong (S-40). `python second_verifier.py FILE ROOTS`
ends with 0 sound, 1 broken, 2 unreadable, 3 incomplete.
"""

import json
import re
import sys
from base64 import b64decode, b64encode
from collections import defaultdict
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# Fields and types of each line, of a head and of a leaf: s text, i integer, b bool, l list, d object, a anything.
SHAPES = {
    "export": "agency:s cases:l checkpoint:s device:s endpoint:s made_at:s made_by:s reason:s root:s size:i t:s v:i "
    "whole:s",
    "doc": "doc:d t:s",
    "push": "device:s first:i links:l prev:s sig:s t:s",
    "entry": "leaf:d proof:l t:s",
    "receipt": "proof:l receipt:d t:s verdicts:l",
    "open": "device_no:i state:s t:s verdict:a",
    "end": "lines:i sha256:s sig:s t:s",
    "head": "actor:s agency:s auth:s base_no:i case_id:s clock:s data_hash:s device:s id:s kind:s kind_v:i must_know:b "
    "occurred_at:s pack:s role:s tz:s v:i",
    "leaf": "agency:s case_id:s case_no:i device:s device_no:i flags:l hash:s id:s received_at:s seq:i",
    "verdict": "case_no:i device_no:i flags:l received_at:s seq:i",
}
TYPES: dict[str, Any] = {"s": str, "i": int, "b": bool, "l": list, "d": dict}
ORDER = ("export", "doc", "push", "entry", "receipt", "open")
RELEASES = ("release_recorded", "release_locked", "stop_ended")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII).fullmatch
WRONG = (ValueError, TypeError, LookupError, AttributeError, OverflowError, StopIteration, RecursionError)
# Ed25519 keys of small order, without their sign bit: anybody can sign under them.
WEAK = {(p - k).to_bytes(32, "little") for p in [2**255 - 19] for k in (-1, 0, 1, p, p - 1)} | {
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
}
Rule = tuple[dict[str, bytes], list[str], int]


class Stop(Exception):
    """The exit code."""


def must(good: Any, code: int = 1) -> None:
    if not good:
        raise Stop(code)


def h(*parts: bytes) -> bytes:
    return sha256(b"".join(parts)).digest()


def b64(raw: bytes) -> str:
    return b64encode(raw).decode()


def un(text: Any, size: int = 32) -> bytes:
    raw = b64decode(text, validate=True)
    must(b64(raw) == text and len(raw) == size)
    return raw


def refuse(text: str) -> Any:
    raise ValueError(text)


def dump(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def plain(value: Any, deep: int) -> bool:
    """Whether a value keeps to the rules of §1: ASCII keys, integers within 2^53, no deeper than that."""
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return (
            deep > 0
            and all(key.isascii() for key in value if isinstance(value, dict))
            and all(plain(v, deep - 1) for v in inside)
        )
    return type(value) is not int or abs(value) < 2**53


def load(raw: bytes, deep: int = 16) -> Any:
    value = json.loads(raw.decode(), parse_float=refuse, parse_constant=refuse)
    must(dump(value) == raw and plain(value, deep))
    return value


def shaped(fields: Any, shape: str) -> Any:
    wanted = dict(one.split(":") for one in SHAPES[shape].split())
    must(fields.keys() == wanted.keys())
    must(all(of == "a" or type(fields[name]) is TYPES[of] for name, of in wanted.items()))
    return fields


def attempt(work: Any, *args: Any) -> Any:
    """What the work gives, or None if it fails."""
    try:
        return work(*args)
    except (Stop, *WRONG):
        return None


@cache
def raw_signed(key: bytes, text: bytes, sig: bytes) -> bool:
    if key[:-1] + bytes([key[-1] & 127]) in WEAK:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(sig, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def signed(keys: Any, what: str, text: bytes, sig: Any) -> bool:
    return any(raw_signed(key, b"fieldcase/1/" + what.encode() + b"\0" + text, un(sig, 64)) for key in keys)


def rule(roots: Any, office: str) -> Rule:
    keys = {name: un(text) for name, text in roots["keys"].items()}
    return keys, roots["roles"][office]["keys"], roots["roles"][office]["threshold"]


def document(doc: Any, kind: str, *rules: Rule) -> Any:
    """The payload of an envelope that meets one of the rules (keys, allowed, threshold)."""
    must(doc.keys() == {"payload", "payloadType", "signatures"} and isinstance(doc["signatures"], list))
    text, said = b64decode(doc["payload"], validate=True), f"application/vnd.fieldcase.{kind}.v1+json"
    must(b64(text) == doc["payload"] and doc["payloadType"] == said)
    pae = b"DSSEv1 %d %s %d %s" % (len(said), said.encode(), len(text), text)
    good = set()
    for one in doc["signatures"]:
        must(one.keys() == {"keyid", "sig"})
        for keys, _, _ in rules:
            key, sig = keys.get(one["keyid"], b""), attempt(un, one["sig"], 64)
            if sig and sha256(key).hexdigest() == one["keyid"] and raw_signed(key, pae, sig):
                good.add(one["keyid"])
    must(any(len(good & set(allowed)) >= threshold > 0 for _, allowed, threshold in rules))
    payload = load(text)
    must(payload["v"] == 1 and type(payload["v"]) is int)
    return payload


def head_of(line: bytes) -> bytes:
    start, end = line.rfind(b',"head":'), line.rfind(b',"salt":')
    return line if start < 0 or end < start + 8 else line[start + 8 : end]


def entry(line: bytes) -> Any:
    """The four fields of an entry in shape; fails for any other line."""
    one = load(line, 17)
    head = shaped(one["head"], "head")
    must(
        len(line) <= 65536 and one.keys() == {"by", "data", "head", "salt"} and head["clock"] in ("ok", "doubt", "back")
    )
    must((head["v"], min(head["kind_v"], 1), min(head["base_no"], 0)) == (1, 1, 0) and TIME(head["occurred_at"]))
    must(
        datetime.fromisoformat(head["occurred_at"]) is not None
        and all(UUID(head[name]) for name in ("id", "case_id", "device"))
    )
    must(un(one["by"], 64) and un(head["data_hash"]))
    if (one["data"], one["salt"]) != (None, None):
        must(isinstance(one["data"], dict))
        must(h(b"fieldcase/1/data\0", un(one["salt"], 16), dump(one["data"])) == un(head["data_hash"]))
    return one


def over(leaves: list[bytes]) -> bytes:
    """The root of RFC 9162 over leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else h()
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return h(b"\1", over(leaves[:middle]), over(leaves[middle:]))


def up(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root an inclusion proof leads to; nothing if it is too short or too long."""
    if size == 1 or not proof:
        return leaf if size == 1 and not proof else b""
    middle = 1 << (size - 1).bit_length() - 1
    if index < middle:
        return h(b"\1", up(leaf, index, middle, proof[:-1]), proof[-1])
    return h(b"\1", proof[-1], up(leaf, index - middle, size - middle, proof[:-1]))


def ends(m: int, n: int, proof: list[bytes], old: bytes) -> Any:
    """RFC 9162, 2.1.4.1, read backwards: roots over m and over n leaves; old: that over m, where the proof omits it."""
    if m == n:
        return (old, old) if old and not proof else (proof[0], proof[0]) if not old and len(proof) == 1 else None
    middle = 1 << (n - 1).bit_length() - 1
    if not proof:
        return None
    if m <= middle:
        below = ends(m, middle, proof[:-1], old)
        return below and (below[0], h(b"\1", below[1], proof[-1]))
    below = ends(m - middle, n - middle, proof[:-1], b"")
    return below and (h(b"\1", proof[-1], below[0]), h(b"\1", proof[-1], below[1]))


def dense(numbers: list[int], last: int) -> None:
    must(len(set(numbers) & set(range(1, min(last, len(numbers)) + 1))) == last, 3)
    must(len(numbers) == last)


class Reader:
    """One file, read from top to bottom."""

    def __init__(self, file: bytes, roots: Any) -> None:
        self.found: dict[str, list[Any]] = defaultdict(list)
        self.certs: dict[str, list[Any]] = defaultdict(list)
        self.authorized: dict[Any, set[bytes]] = defaultdict(set)
        self.enrolled: dict[Any, set[bytes]] = defaultdict(set)
        self.links: dict[Any, set[int]] = defaultdict(set)
        self.dated: dict[str, list[Any]] = defaultdict(list)
        self.roots = [json.loads(b64decode(roots["payload"]))]
        for step in (self.frame, self.documents, self.closed, self.pushes, self.entries, self.whole, self.receipts):
            step(*[file] if step == self.frame else [])

    def frame(self, file: bytes) -> None:
        must(file, 3)
        about = attempt(load, file.split(b"\n")[0])
        must(
            isinstance(about, dict) and about.get("t") == "export" and about.get("v") == 1 and about["v"] is not True, 2
        )
        *before, last = file.removesuffix(b"\n").split(b"\n")
        end = attempt(load, last)
        must(file.endswith(b"\n") and isinstance(end, dict) and end.get("t") == "end", 3)
        self.seal, self.end_sig = h(*(line + b"\n" for line in before)), shaped(end, "end")["sig"]
        must((end["lines"], end["sha256"]) == (len(before), self.seal.hex()))
        place, lines = 0, iter(before)
        for line in lines:
            fields = load(line)
            kind = shaped(fields, fields["t"])["t"]
            must(ORDER.index(kind) >= place)
            place = ORDER.index(kind)
            self.found[kind].append((fields, next(lines)) if kind in ("entry", "open") else fields)
        (self.about,) = self.found["export"]

    def documents(self) -> None:
        a = self.about
        must(all(len(one) == 2 and UUID(one[0]) and type(one[1]) is int and one[1] > 0 for one in a["cases"]))
        must(len(dict(a["cases"])) == len(a["cases"]) and a["whole"] in ("cases", "agency", "part") and a["size"] >= 0)
        self.root = un(a["root"])
        must(self.roots[0]["agency"] == a["agency"])
        docs: dict[str, list[Any]] = {kind: [] for kind in ("roots", "keys", "device", "authorization", "revocation")}
        for line in self.found["doc"]:
            said = re.fullmatch(r"application/vnd\.fieldcase\.(\w+)\.v1\+json", line["doc"]["payloadType"])
            docs[said[1] if said else ""].append(line["doc"])
        self.newer_roots(docs["roots"])
        self.endpoint_keys(docs["keys"])
        issue = {sha256(key).hexdigest(): key for key in self.at("issue")}
        for doc in docs["device"]:
            cert = document(doc, "device", (issue, list(issue), 1))
            must(cert["agency"] == a["agency"] and un(cert["seal_key"], 97))
            self.certs[cert["device"]].append((un(cert["sign_key"]), un(cert["desk_key"])))
        for doc in docs["authorization"]:
            paper = document(doc, "authorization", *self.rules("authority", "people"))
            for one in paper["keys"]:
                self.authorized[paper["person"], one["device"]].add(un(one["sign_key"]))
        for doc in docs["revocation"]:
            document(doc, "revocation", *self.rules("authority", "people"))

    def newer_roots(self, docs: list[Any]) -> None:
        first = self.roots[0]["version"]
        for doc in docs:
            old, new = self.roots[-1], load(b64decode(doc["payload"]))
            must(type(new["version"]) is int)
            if new["version"] > first:
                must(
                    all(new[name] == old[name] for name in ("agency", "training"))
                    and new["version"] == old["version"] + 1
                )
                must(all(document(doc, "roots", rule(roots, "roots")) for roots in (old, new)))
                self.roots.append(new)

    def endpoint_keys(self, docs: list[Any]) -> None:
        must(docs, 3)
        names = set()
        for doc in docs:
            keys = document(doc, "keys", *self.rules("endpoint"))
            names.add((keys["endpoint"], keys["device"]))
            for use in ("receipt", "checkpoint", "issue", "intake", "entry"):
                size = 97 if use == "intake" else 32
                self.dated[use] += [(un(one["key"], size), one["until"]) for one in keys["keys"][use]]
        ((endpoint, self.own),) = names
        must(endpoint == self.about["endpoint"])

    def rules(self, *offices: str) -> list[Rule]:
        return [rule(roots, office) for roots in self.roots for office in offices]

    def at(self, use: str, time: str = "") -> list[bytes]:
        return [
            key
            for key, until in self.dated[use]
            if not time or not until or (TIME(time) and TIME(until) and time <= until)
        ]

    def closed(self) -> None:
        a, name = self.about, f"{self.about['endpoint']}/{self.about['agency']}"
        own = a["device"] == self.own
        must(own or self.certs[a["device"]], 3)
        keys = self.at("receipt", a["made_at"]) if own else [sign for sign, _ in self.certs[a["device"]]]
        must(signed(keys, "export", self.seal, self.end_sig))
        text = f"{name}\n{a['size']}\n{a['root']}\n"
        start, note = f"{text}\n— {name} ", a["checkpoint"]
        must(note.startswith(start) and note.endswith("\n"))
        sig = un(note[len(start) : -1], 68)
        good = [key for key in self.at("checkpoint") if raw_signed(key, text.encode(), sig[4:])]
        must(any(sig[:4] == h(name.encode(), b"\n\x01", key)[:4] for key in good))

    def pushes(self) -> None:
        numbers: dict[Any, Any] = {}
        for push in self.found["push"]:
            device, first, links, head = push["device"], push["first"], push["links"], un(push["prev"])
            must(UUID(device) and first > 0 and links and un(push["sig"], 64))
            for k, (hash_, number) in enumerate(links, first):
                must(type(number) is int and number >= 0)
                head = h(head, k.to_bytes(8, "big"), un(hash_), number.to_bytes(8, "big"))
            must(self.certs[device], 3)
            count = first.to_bytes(8, "big") + len(links).to_bytes(4, "big")
            text = bytes.fromhex(device.replace("-", "")) + count + un(push["prev"]) + head
            must(signed([sign for sign, _ in self.certs[device]], "push", text, push["sig"]))
            for k, link in enumerate(links, first):
                must(numbers.setdefault((device, k), link) == link)
                self.links[device, link[0]].add(link[1])

    def entries(self) -> None:
        self.leaves: list[Any] = []
        read = [attempt(entry, line) for _, line in self.found["entry"]]
        for _ in read:  # as often as there may be people who invited each other
            for one in read:
                if one and one["head"]["kind"] == "person_enrolled":
                    attempt(self.enrol, one["head"], one["data"], one["by"])
        last: tuple[Any, ...] = ()
        for (fields, line), one in zip(self.found["entry"], read, strict=True):
            leaf = shaped(fields["leaf"], "leaf")
            place = (leaf["seq"],) if self.about["whole"] == "agency" else (leaf["case_id"], leaf["case_no"])
            must(leaf["agency"] == self.about["agency"] and place > last)
            last = place
            self.one(leaf, line, one)
            proof = [un(text) for text in fields["proof"]]
            if self.about["whole"] == "agency":
                must(not proof)
            else:
                must(0 < leaf["seq"] <= self.about["size"])
                must(up(h(b"\0", dump(leaf)), leaf["seq"] - 1, self.about["size"], proof) == self.root)
            self.leaves.append(leaf)

    def one(self, leaf: Any, line: bytes, one: Any) -> None:
        odd = "odd_shape" in leaf["flags"]
        must(json.loads(line)["head"]["kind"] in RELEASES if odd else one)
        must(b64(h(head_of(line))) == leaf["hash"])
        if not odd:
            head = one["head"]
            must(head["id"] == leaf["id"] and head["case_id"] == leaf["case_id"])
            must(head["device"] == leaf["device"] or "other_device" in leaf["flags"])
            keys = self.who(head, leaf["received_at"])
            must(keys is not None, 3)
            must(signed(keys, "entry", h(head_of(line)), one["by"]))
        if leaf["device_no"]:
            must(self.links[leaf["device"], leaf["hash"]], 3)
            must(leaf["device_no"] in self.links[leaf["device"], leaf["hash"]])

    def who(self, head: Any, time: str) -> Any:
        """The keys that may sign this; none if nobody may, None if they are not in the file."""
        locked = head["kind"] == "release_locked"
        if head["actor"]:
            return [] if locked else self.person(head["actor"], head["device"]) or None
        if head["device"] == self.own:
            return self.at("entry", time)
        return ([desk for _, desk in self.certs[head["device"]]] or None) if locked else []

    def person(self, name: str, device: str) -> set[bytes]:
        return self.authorized[name, device] or self.enrolled[name, device]

    def enrol(self, head: Any, data: Any, by: str) -> None:
        five = {name: data[name] for name in ("badge", "person", "seal_key", "sign_key", "slot_id")}
        mark, device, key = data["countersign"], head["device"], un(data["sign_key"])
        must(all(isinstance(value, str) for value in five.values()))
        text = dump({"agency": head["agency"], "device": device, **five})
        must(signed([un(mark["key"])], "person", text, mark["sig"]))
        if mark.keys() == {"key", "sig"}:
            must(un(mark["key"]) in self.at("issue"))
        else:
            half = {name: mark[name] for name in ("by", "key", "not_after", "slot_id")}
            must(type(mark["not_after"]) is int and isinstance(mark["slot_id"], str))
            must(signed(self.person(mark["by"], device), "invite", dump({**half, "device": device}), mark["half"]))
        must(head["actor"] == data["person"] and signed([key], "entry", h(dump(head)), by))
        self.enrolled[data["person"], device].add(key)

    def whole(self) -> None:
        last, whole = dict(self.about["cases"]), self.about["whole"]
        if whole == "part":
            return
        if whole == "agency":
            dense([leaf["seq"] for leaf in self.leaves], self.about["size"])
        must(all(leaf["case_id"] in last for leaf in self.leaves))
        for case_id, end in last.items():
            dense([leaf["case_no"] for leaf in self.leaves if leaf["case_id"] == case_id], end)
        must(whole != "agency" or over([h(b"\0", dump(leaf)) for leaf in self.leaves]) == self.root)

    def receipts(self) -> None:
        for line in self.found["receipt"]:
            receipt, verdicts = line["receipt"], line["verdicts"]
            must(isinstance(receipt["time"], str))
            text = dump({name: value for name, value in receipt.items() if name != "sig"})
            must(signed(self.at("receipt", receipt["time"]), "receipt", text, receipt["sig"]))
            must(un(receipt["verdicts"]) == h(dump(verdicts)))
            must(all(isinstance(one["id"], str) and type(one.get("seq", 0)) is int for one in verdicts))
            for one in verdicts:
                if one.get("verdict") == "accepted" and one.get("agency") == self.about["agency"]:
                    self.kept(one)
            self.grown(receipt, [un(text) for text in line["proof"]])

    def kept(self, one: Any) -> None:
        same = [leaf for leaf in self.leaves if leaf["id"] == one["id"]]
        for leaf in (same or [leaf for leaf in self.leaves if leaf["seq"] == one.get("seq")])[-1:]:
            must(one["id"] == leaf["id"] or "odd_shape" in leaf["flags"])
            must(all(one.get(name.split(":")[0]) == leaf[name.split(":")[0]] for name in SHAPES["verdict"].split()))

    def grown(self, receipt: Any, proof: list[bytes]) -> None:
        m, old = receipt["logs"].get(self.about["agency"], [0, b64(h())])
        n, old = self.about["size"], un(old)
        must(type(m) is int and 0 <= m <= n)
        if m in (0, n):
            must(not proof and old == (self.root if m == n else h()))
        else:
            must(ends(m, n, proof, old) == (old, self.root))


def verify(file: bytes, roots: Any) -> int:
    """0 sound, 1 broken, 2 unreadable, 3 incomplete."""
    try:
        Reader(file, roots)
    except Stop as stop:
        return int(stop.args[0])
    except WRONG:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(verify(Path(sys.argv[1]).read_bytes(), json.loads(Path(sys.argv[2]).read_bytes())))
