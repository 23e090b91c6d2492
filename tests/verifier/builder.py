"""Builds honest records from the protocol SG1, so that tests can forge them in one line each.

Only the draw itself is taken from the verifier; the published vectors prove that part.
"""

import copy
import functools
import hashlib
import hmac
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from junheng.verifier.hashes import SUITES
from junheng.verifier.rerun import drawn_again

Document = dict[str, Any]
UNITS = ("520123.gyxx.p1.2026", "520123.gyxx.j1.2026")
PASSPHRASE = "0123456789" * 4
CEREMONY = {"public": "d10", "public_len": 20, "env_len": 8, "min_env": 3, "beacon": "none"}
PAGE = b"<!DOCTYPE html><title>a page</title>"
ENGINE_FILES = {"engine/walk.py": b"one = 1\n", "engine/problem.py": b"two = 2\n"}
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEY = _KEY.public_key().public_bytes_raw().hex()


def canonical(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Hash:
    """One suite, by OpenSSL."""

    name: str

    def digest(self, message: bytes) -> bytes:
        return hashlib.new(self.algorithm, message).digest()

    @property
    def algorithm(self) -> str:
        return {"intl": "sha256", "gm": "sm3"}[self.name]

    def hmac(self, key: bytes, message: bytes) -> bytes:
        return hmac.new(key, message, self.algorithm).digest()

    def of(self, document: Any) -> str:
        return self.digest(canonical(document)).hex()

    def leaf(self, document: Any) -> str:
        return self.digest(b"\x00" + canonical(document)).hex()

    def root(self, leaves: list[str]) -> str:
        return self._tree([bytes.fromhex(leaf) for leaf in leaves]).hex()

    def _tree(self, leaves: list[bytes]) -> bytes:
        if not leaves:
            return self.digest(b"")
        if len(leaves) == 1:
            return leaves[0]
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return self.digest(b"\x01" + self._tree(leaves[:split]) + self._tree(leaves[split:]))

    def path(self, leaves: list[str], index: int) -> list[str]:
        if len(leaves) < 2:
            return []
        split = 1 << (len(leaves) - 1).bit_length() - 1
        if index < split:
            return [*self.path(leaves[:split], index), self.root(leaves[split:])]
        return [*self.path(leaves[split:], index - split), self.root(leaves[:split])]


def sign(message: bytes) -> Document:
    return {"alg": "ed25519", "pub": PUBLIC_KEY, "sig": _KEY.sign(message).hex()}


def identity_number(sid: str) -> str:
    return f"52012320190101{int(sid[1:]):03d}X"


class Record:
    """A whole session: the public file, the sealed rosters and what is needed to forge them."""

    def __init__(self, suite: str = "intl", *, mode: str | None = None) -> None:
        self.hash = Hash(suite)
        self.secret = {"_t": "sg1/ksalt", "r": "5a" * 32, "digits": "31415926535897932384"}
        self.salt_key = self.hash.digest(
            b"SG1-KSALT/1\n" + bytes.fromhex(self.secret["r"]) + self.secret["digits"].encode()
        )
        self.engine_files = dict(ENGINE_FILES)
        engine = {
            "_t": "sg1/engine",
            "name": "junheng",
            "version": "SG1-ENGINE/1",
            "files": [
                {
                    "path": name.replace("engine/", "src/junheng/engine/"),
                    "size": len(content),
                    "h": self.hash.digest(content).hex(),
                }
                for name, content in ENGINE_FILES.items()
            ],
        }
        session = {
            "_t": "sg1/session",
            "ver": 1,
            "suite": suite,
            "id": "520123-2026-01",
            "title": "某县阳光分班",
            "host": "某县教育局",
            "planned": "2026-08-28T09:30:00+08:00",
            "place": "会议室",
            "rules": "aa" * 32,
            "engine": self.hash.of(engine),
            "verifier": self.hash.digest(PAGE).hex(),
            "key": {"alg": "ed25519", "pub": PUBLIC_KEY},
            "ceremony": CEREMONY,
        }
        if mode is not None:
            session["mode"] = mode
        self.public: Document = {
            "_t": "sg1/public",
            "suite": suite,
            "session": session,
            "engine": engine,
            **{name: [] for name in ("params", "teachers", "freezes", "rosters", "results")},
            **{name: [] for name in ("result_leaves", "lots", "late", "events")},
        }
        self.sealed: dict[str, Document] = {}
        self.files: dict[str, bytes] = {}
        self.arrivals: list[Document] = []
        self.event("SESSION", "2026-08-20T09:00:00", session=self.hash.of(session))

    # Ledger -----------------------------------------------------------------------------------

    @property
    def events(self) -> list[Document]:
        events: list[Document] = self.public["events"]
        return events

    def find(self, kind: str, place: int = 0) -> Document:
        return [event for event in self.events if event["type"] == kind][place]

    def event(self, kind: str, at: str, /, **body: Any) -> None:
        event = {
            "_t": "sg1/event",
            "n": len(self.events) + 1,
            "prev": "",
            "at": f"{at}+08:00",
            "type": kind,
            "by": "bureau",
            "body": body,
        }
        self.events.append(event)
        self.relink()

    def relink(self) -> None:
        """Number and chain the events again and sign, as a forger with the key would."""
        head = self.hash.of(self.public["session"])
        for n, event in enumerate(self.events, 1):
            event["n"], event["prev"] = n, head
            head = self.hash.of(event)
        checkpoint = {
            "_t": "sg1/checkpoint",
            "session": self.hash.of(self.public["session"]),
            "n": len(self.events),
            "head": head,
        }
        self.public["checkpoint"] = checkpoint
        self.public["sig"] = sign(canonical(checkpoint))

    @property
    def place(self) -> Document:
        checkpoint = self.public["checkpoint"]
        return {"n": checkpoint["n"], "head": checkpoint["head"]}

    # Rosters and freeze -----------------------------------------------------------------------

    def _salt(self, kind: str, unit: str, sid: str) -> str:
        return self.hash.hmac(self.salt_key, f"SG1-SALT/1\n{kind}\n{unit}\n{sid}".encode()).hex()

    def leaf(self, unit: str, sid: str, name: str, attributes: Document, pin: Document) -> Document:
        salt = self._salt("s", unit, sid)
        commitment = self.hash.hmac(
            bytes.fromhex(salt), f"SG1-ID/1\n{identity_number(sid)}".encode()
        )
        leaf = {
            "_t": "sg1/leaf-s",
            "unit": unit,
            "sid": sid,
            "salt": salt,
            "name": name,
            "idc": commitment.hex(),
            "a": attributes,
        }
        return {**leaf, "pin": pin} if pin else leaf

    def roster(self, unit: str, k: int, leaves: list[Document], **params: Any) -> None:
        self.sealed[unit] = {"_t": "sg1/sealed", "unit": unit, "leaves": leaves}
        self.public["params"].append(
            {
                "_t": "sg1/params",
                "unit": unit,
                "k": k,
                "maxdiff": 2,
                "cap": 45,
                "engine": self.hash.of(self.public["engine"]),
                "attrs": ["gender", "migrant", "sen"],
                "weights": {"gender": 4, "migrant": 1, "sen": 2},
                "budget": 4096,
                **params,
            }
        )
        teachers = [{"t": f"T{i}", "name": f"老师{i}"} for i in range(1, k + 1)]
        self.public["teachers"].append({"_t": "sg1/teachers", "unit": unit, "list": teachers})

    def freeze(self, at: str, **fields: Any) -> str:
        units = []
        rosters = []
        for params, teachers in zip(self.public["params"], self.public["teachers"], strict=True):
            unit = params["unit"]
            leaves = sorted(self.hash.leaf(leaf) for leaf in self.sealed[unit]["leaves"])
            rosters.append({"unit": unit, "leaves": leaves})
            units.append(
                {
                    "unit": unit,
                    "n": len(leaves),
                    "k": params["k"],
                    "roster": self.hash.root(leaves),
                    "params": self.hash.of(params),
                    "teachers": self.hash.of(teachers),
                }
            )
        document = {
            "_t": "sg1/freeze",
            "ver": 1,
            "suite": self.hash.name,
            "session": self.hash.of(self.public["session"]),
            "no": len(self.public["freezes"]) + 1,
            "at": f"{at}+08:00",
            "engine": self.hash.of(self.public["engine"]),
            "ceremony": CEREMONY,
            "units": units,
            "ledger": self.place,
            **fields,
        }
        number = self.hash.of(document)
        self.public["freezes"].append(document)
        self.public["rosters"] += [{**roster, "freeze": number} for roster in rosters]
        self.event("FREEZE", at, freeze=number, no=document["no"], **fields)
        return number

    @property
    def frozen(self) -> str:
        return self.hash.of(self.public["freezes"][-1])

    # Ceremony and draw ------------------------------------------------------------------------

    def lines(self, kind: str, bound: str, public: str, envelopes: tuple[str, ...]) -> list[str]:
        return [
            kind,
            f"suite={self.hash.name}",
            bound,
            f"public={public}",
            *(f"envelope.{i}={digits}" for i, digits in enumerate(envelopes, 1)),
            "beacon=none",
        ]

    def seed(self, lines: list[str]) -> str:
        return self.hash.digest(("\n".join(lines) + "\n").encode()).hex()

    def ceremony(self, day: str) -> str:
        public, freeze = "d10:83470192837465019283", self.frozen
        envelopes = ("48213377", "90817263", "00519428", "void")
        lines = self.lines("SG1-SEED/1", f"freeze={freeze}", public, envelopes)
        seats = ["纪检监察", "人大代表", "家长代表1", "家长代表2"]
        self.event("ENVELOPES_SEALED", f"{day}T09:40:00", freeze=freeze, count=4, seats=seats)
        self.event("PUBLIC_DRAWN", f"{day}T09:45:00", freeze=freeze, public=public)
        self.event("OPENING", f"{day}T09:50:00", freeze=freeze)
        seed = self.seed(lines)
        self.event("SEED_LOCKED", f"{day}T09:58:00", freeze=freeze, lines=lines, seed=seed)
        return seed

    def draw_all(self, day: str, seed: str) -> None:
        for params in self.public["params"]:
            result, leaves, placed = self._drawn(params, seed, {"_t": "sg1/result"}, "r")
            self.sealed[params["unit"]]["results"] = placed
            self.public["results"].append(result)
            number = self.hash.of(result)
            self.public["result_leaves"].append(
                {"unit": params["unit"], "result": number, "leaves": leaves}
            )
            self.event(
                "DRAW",
                f"{day}T10:01:00",
                freeze=self.frozen,
                unit=params["unit"],
                draw=result["draw"],
                seed=seed,
                result=number,
            )

    def rehearse(self, at: str, j: int) -> None:
        seed = self.hash.digest(f"SG1-REHEARSAL/1\nfreeze={self.frozen}\nj={j}\n".encode()).hex()
        self.event("REHEARSAL", at, freeze=self.frozen, j=j)
        for params in self.public["params"]:
            head = {"_t": "sg1/rehearsal", "j": j}
            document, leaves, placed = self._drawn(params, seed, head, f"q{j}")
            self.sealed[params["unit"]].setdefault("rehearsals", []).extend(placed)
            self.public.setdefault("rehearsals", []).append({"doc": document, "leaves": leaves})

    def _drawn(
        self, params: Document, seed: str, head: Document, kind: str
    ) -> tuple[Document, list[str], list[Document]]:
        unit = params["unit"]
        roster = {self.hash.leaf(leaf): leaf for leaf in self.sealed[unit]["leaves"]}
        groups = remembered_draw(self.hash.name, seed, canonical(roster), canonical(params))
        placed = [
            {
                "_t": "sg1/leaf-r" if kind == "r" else "sg1/leaf-q",
                "unit": unit,
                "salt": self._salt(kind, unit, leaf["sid"]),
                "s": number,
                "g": groups[number],
            }
            for number, leaf in roster.items()
        ]
        leaves = sorted(self.hash.leaf(leaf) for leaf in placed)
        freeze = self.frozen
        tag = f"SG1-DRAW/1\nfreeze={freeze}\nunit={unit}\n"
        names = [f"G{i}" for i in range(1, params["k"] + 1)]
        sizes = [sum(g == name for g in groups.values()) for name in names]
        document = {
            **head,
            "freeze": freeze,
            "unit": unit,
            "draw": self.hash.digest(tag.encode()).hex(),
            "seed": seed,
            "engine": self.hash.of(self.public["engine"]),
            "roster": self.hash.root(sorted(roster)),
            "root": self.hash.root(leaves),
            "n": len(roster),
            "k": params["k"],
            "groups": [{"g": g, "n": n} for g, n in zip(names, sizes, strict=True)],
            "balance": balance(roster, groups, params["attrs"], names),
        }
        return document, leaves, placed

    # After the draw ---------------------------------------------------------------------------

    def representatives(self, at: str, which: int = 0) -> None:
        """Parents' representatives of one result, written down from the rule."""
        result = self.public["results"][which]
        number, unit = self.hash.of(result), result["unit"]
        envelopes = ("27182818", "14142135")
        lines = self.lines(
            "SG1-SEED-REPRESENTATIVES/1", f"result={number}", "d10:16180339", envelopes
        )
        seed = self.seed(lines)
        groups = [group["g"] for group in result["groups"]]
        group_of = {placed["s"]: placed["g"] for placed in self.sealed[unit]["results"]}
        key = bytes.fromhex(seed)
        ranked = self.shuffled(key, unit, "representatives", sorted(group_of))
        out = [{"g": g, "s": [leaf for leaf in ranked if group_of[leaf] == g][:5]} for g in groups]
        order = self.shuffled(key, unit, "representatives-order", list(groups))
        self.event(
            "REPRESENTATIVES",
            at,
            unit=unit,
            result=number,
            lines=lines,
            seed=seed,
            out=out,
            order=order,
        )

    def lots(self, at: str, which: int = 0, *, electronic: bool = False) -> None:
        result = self.public["results"][which]
        number, unit, k = self.hash.of(result), result["unit"], result["k"]
        document: Document = {"_t": "sg1/lots", "unit": unit, "result": number, "mode": "physical"}
        of_groups, of_teachers = [*range(2, k + 1), 1], list(range(k, 0, -1))
        if electronic:
            envelopes = ("11112222", "33334444")
            lines = self.lines("SG1-SEED-LOTS/1", f"result={number}", "d10:19283746", envelopes)
            document |= {"mode": "electronic", "lines": lines, "seed": self.seed(lines)}
            seed = bytes.fromhex(document["seed"])
            of_groups = self.shuffled(seed, unit, "lots-groups", list(range(1, k + 1)))
            of_teachers = self.shuffled(seed, unit, "lots-teachers", list(range(1, k + 1)))
        document["groups"] = [{"g": f"G{i}", "lot": x} for i, x in enumerate(of_groups, 1)]
        document["teachers"] = [{"t": f"T{i}", "lot": x} for i, x in enumerate(of_teachers, 1)]
        document["out"] = [
            {
                "class": i,
                "g": f"G{of_groups.index(i) + 1}",
                "t": f"T{of_teachers.index(i) + 1}",
            }
            for i in range(1, k + 1)
        ]
        self.public["lots"].append(document)
        self.event("LOTS", at, unit=unit, result=number, lots=self.hash.of(document))

    def shuffled(self, seed: bytes, unit: str, stage: str, items: list[Any]) -> list[Any]:
        """Fisher-Yates over a ChaCha20 keystream made by OpenSSL."""
        unit_seed = self.hash.hmac(seed, f"SG1-UNIT/1\n{unit}".encode())
        key = self.hash.hmac(unit_seed, f"SG1-STAGE/1\n{stage}".encode())
        stream = Cipher(algorithms.ChaCha20(key, bytes(16)), None).encryptor()
        for i in range(len(items) - 1, 0, -1):
            value = int.from_bytes(stream.update(bytes(4)), "little") * (i + 1)
            while value % 2**32 < 2**32 % (i + 1):
                value = int.from_bytes(stream.update(bytes(4)), "little") * (i + 1)
            j = value >> 32
            items[i], items[j] = items[j], items[i]
        return items

    def late(self, day: str, sizes: list[int], tokens: list[int], m: int, forced: int = 0) -> None:
        result = self.public["results"][0]
        unit, batch = result["unit"], len(self.public["late"]) + 1
        origin = {"reason": 1, "registered": 20260901}
        held = {"gender": 2, "migrant": 0, "sen": 0, "birth_month": 3, **origin}
        arrivals = [self.leaf(unit, f"L{batch}{i}", "迟到生", held, {}) for i in range(m)]
        self.arrivals += arrivals
        leaves = sorted(self.hash.leaf(leaf) for leaf in arrivals)
        document = {
            "_t": "sg1/late",
            "unit": unit,
            "batch": batch,
            "result": self.hash.of(result),
            "m": m,
            "roster": self.hash.root(leaves),
            "maxdiff": 2,
            "cap": 45,
            "sizes": [{"g": f"G{i}", "n": n} for i, n in enumerate(sizes, 1)],
            "ledger": self.place,
        }
        number = self.hash.of(document)
        self.public["late"].append({"doc": document, "leaves": leaves})
        self.event("LATE_FREEZE", f"{day}T09:00:00", unit=unit, late=number, m=m)
        lines = self.lines(
            "SG1-SEED-LATE/1", f"late={number}", "d10:55081927", ("20260903", "81736455")
        )
        seed = self.seed(lines)
        bag = self.shuffled(bytes.fromhex(seed), unit, "late", list(tokens))
        out = [{"s": leaf, "g": f"G{c + 1}"} for leaf, c in zip(leaves, bag, strict=False)]
        self.event(
            "LATE_DRAW",
            f"{day}T10:00:00",
            unit=unit,
            late=number,
            lines=lines,
            seed=seed,
            out=out,
            forced=forced,
        )

    # Files ------------------------------------------------------------------------------------

    def public_bytes(self) -> bytes:
        return canonical(self.public)

    def ticket(self, sid: str = "B001", kind: str = "r") -> Document:
        """Kinds: `r` ticket, `q` of the first rehearsal, `pre` before the draw."""
        unit, leaf = self.find_student(sid)
        leaves = next(
            r["leaves"]
            for r in self.public["rosters"]
            if (r["unit"], r["freeze"]) == (unit, self.frozen)
        )
        number = self.hash.leaf(leaf)
        ticket = {
            "_t": "sg1/ticket-q" if kind == "q" else "sg1/ticket",
            "suite": self.hash.name,
            "session": self.hash.of(self.public["session"]),
            "freeze": self.frozen,
            "n": len(leaves),
            "s": leaf,
            "si": leaves.index(number),
            "sp": self.hash.path(leaves, leaves.index(number)),
        }
        if kind == "pre":
            return ticket
        placed = self.placed(sid, kind)
        draws = self.public["result_leaves"] if kind == "r" else self.public["rehearsals"]
        own = self.hash.leaf(placed)
        draw_leaves = next(d["leaves"] for d in draws if own in d["leaves"])
        if kind == "r":
            results = [r for r in self.public["results"] if r["unit"] == unit]
            ticket["result"] = self.hash.of(results[-1])
        else:
            doc = next(d["doc"] for d in draws if own in d["leaves"])
            ticket["rehearsal"] = self.hash.of(doc)
        index = draw_leaves.index(own)
        path = self.hash.path(draw_leaves, index)
        return {**ticket, "r": placed, "ri": index, "rp": path}

    def find_student(self, sid: str) -> tuple[str, Document]:
        return next(
            (unit, leaf)
            for unit, sealed in self.sealed.items()
            for leaf in sealed["leaves"]
            if leaf["sid"] == sid
        )

    def placed(self, sid: str, kind: str = "r") -> Document:
        unit, leaf = self.find_student(sid)
        number = self.hash.leaf(leaf)
        placed = self.sealed[unit]["results" if kind == "r" else "rehearsals"]
        return next(entry for entry in placed if entry["s"] == number)

    def slip(self, sid: str = "B001", kind: str = "r") -> Document:
        leaf = self.find_student(sid)[1]
        return {"_t": "sg1/slip", "freeze": self.frozen, "s": leaf, "r": self.placed(sid, kind)}

    def late_slip(self, place: int = 0) -> Document:
        """The slip of a late arrival: the batch is the one that lists the leaf."""
        leaf = self.arrivals[place]
        batch = next(b for b in self.public["late"] if self.hash.leaf(leaf) in b["leaves"])
        return {"_t": "sg1/late-slip", "late": self.hash.of(batch["doc"]), "s": leaf}

    def package_files(self) -> dict[str, bytes]:
        files = {
            "public/public.json": self.public_bytes(),
            "public/verifier.html": PAGE,
            "private/ksalt.json": canonical(self.secret),
            **{f"private/sealed-{unit}.json": canonical(s) for unit, s in self.sealed.items()},
            **self.engine_files,
            **self.files,
        }
        locked = [event for event in self.events if event["type"] == "SEED_LOCKED"]
        if locked:
            lines = locked[-1]["body"]["lines"]
            files["public/seed.txt"] = ("\n".join(lines) + "\n").encode()
        return files

    def package(self, files: dict[str, bytes] | None = None) -> bytes:
        files = self.package_files() if files is None else files
        manifest = canonical(
            {
                "_t": "sg1/manifest",
                "suite": self.hash.name,
                "session": self.hash.of(self.public["session"]),
                "files": [
                    {
                        "path": name,
                        "size": len(content),
                        "h": self.hash.digest(content).hex(),
                    }
                    for name, content in sorted(files.items())
                ],
            }
        )
        signature = canonical({"_t": "sg1/sig", **sign(manifest)})
        return zipped({"manifest.json": manifest, "manifest.sig.json": signature, **files})

    def box(self, content: bytes, *, size: int | None = None) -> bytes:
        work = 1024
        gm = self.hash.name == "gm"
        salt, prefix = bytes(range(16)), bytes(range(7))
        header = canonical(
            {
                "_t": "sg1/box",
                "suite": self.hash.name,
                "kdf": "pbkdf2-sm3" if gm else "scrypt",
                "n": work,
                "salt": salt.hex(),
                "prefix": prefix.hex(),
                "chunk": 4096,
                "size": len(content) if size is None else size,
            }
        )
        if gm:
            key = hashlib.pbkdf2_hmac("sm3", PASSPHRASE.encode(), salt, work, 16)
        else:
            key = hashlib.scrypt(PASSPHRASE.encode(), salt=salt, n=work, r=8, p=1, dklen=32)
        bound = self.hash.digest(header)
        parts = [content[i : i + 4096] for i in range(0, len(content), 4096)] or [b""]
        sealed = b""
        for i, part in enumerate(parts):
            nonce = prefix + i.to_bytes(4, "big") + bytes([i == len(parts) - 1])
            if gm:
                cipher = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
                cipher.authenticate_additional_data(bound)
                sealed += cipher.update(part) + cipher.finalize() + cipher.tag
            else:
                sealed += AESGCM(key).encrypt(nonce, part, bound)
        return b"SGX1" + len(header).to_bytes(4, "big") + header + sealed


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def balance(
    roster: dict[str, Document], groups: dict[str, str], attributes: list[str], names: list[str]
) -> list[Document]:
    """Publish the largest difference of each attribute, written down naively."""
    rows = []
    for attribute in attributes:
        held = [leaf["a"][attribute] for leaf in roster.values()]
        common = max(held.count(code) for code in held)
        if len(held) - common < 5:
            continue
        worst = 0
        for code in set(held):
            counts = [
                sum(
                    groups[number] == name and leaf["a"][attribute] == code
                    for number, leaf in roster.items()
                )
                for name in names
            ]
            if held.count(code) >= 5:
                worst = max(worst, max(counts) - min(counts))
        rows.append({"attr": attribute, "max_diff": worst})
    return rows


@functools.cache
def remembered_draw(suite: str, seed: str, roster: bytes, params: bytes) -> dict[str, str]:
    """Draw once for all tests that need the same draw."""
    drawn = drawn_again(SUITES[suite], bytes.fromhex(seed), json.loads(roster), json.loads(params))
    assert isinstance(drawn, dict), drawn
    return drawn


def _students(record: Record, unit: str, first: int, count: int) -> list[Document]:
    leaves = []
    for i in range(first, first + count):
        attributes = {
            "gender": 1 + i % 2,
            "migrant": int(i % 3 == 0),
            "sen": int(i % 12 == 5),
            "birth_month": i * 7 % 12,
        }
        pin = {
            first: {"together": "T0"},
            first + 1: {"together": "T0"},
            first + 2: {"apart": "A0"},
            first + 3: {"apart": "A0"},
        }.get(i, {})
        leaves.append(record.leaf(unit, f"B{i:03d}", f"学生{i}", attributes, pin))
    return leaves


def frozen_record(suite: str = "intl", *, mode: str | None = None) -> Record:
    """A session with two frozen rosters, one with empty seats beside 随班就读 students."""
    record = Record(suite, mode=mode)
    pins = {"together": 1, "apart": 1, "fixed": 0}
    month = [{"name": "birth_month", "weight": 1, "tolerance": 1, "unit": 1}]
    record.roster(
        UNITS[0],
        3,
        _students(record, UNITS[0], 1, 24),
        pins=pins,
        numerics=month,
        caps=[{"attr": "sen", "code": 1, "most": 1}],
    )
    record.roster(
        UNITS[1],
        2,
        _students(record, UNITS[1], 25, 20),
        pins=pins,
        numerics=month,
        reduction={"attr": "sen", "code": 1, "seats": 2},
    )
    freeze = record.freeze("2026-08-25T09:00:00")
    record.event("NOTICE_POSTED", "2026-08-25T10:00:00", freeze=freeze, where="公告栏")
    return record


@functools.cache
def _drawn(suite: str) -> Record:
    record = frozen_record(suite)
    seed = record.ceremony("2026-08-28")
    record.draw_all("2026-08-28", seed)
    return record


@functools.cache
def _honest(suite: str) -> Record:
    record = drawn_record(suite)
    record.representatives("2026-08-29T14:00:00")
    record.lots("2026-08-29T15:00:00")
    record.lots("2026-08-29T16:00:00", 1, electronic=True)
    # 8, 8, 8 and one arrival: the next full row is 9, one extra row is 10: two tokens each.
    record.late("2026-09-03", [8, 8, 8], [0, 0, 1, 1, 2, 2], 1)
    return record


@functools.cache
def _rehearsed(suite: str) -> Record:
    record = frozen_record(suite)
    record.rehearse("2026-08-26T10:00:00", 1)
    return record


def drawn_record(suite: str = "intl") -> Record:
    """A session just drawn, without teachers and late arrivals."""
    return copy.deepcopy(_drawn(suite))


def honest_record(suite: str = "intl") -> Record:
    """A finished session: drawn, teachers by lot, one late arrival; free to be spoilt."""
    return copy.deepcopy(_honest(suite))


def represented_record(suite: str = "intl") -> Record:
    """A session drawn, with the representatives of the first unit."""
    record = drawn_record(suite)
    record.representatives("2026-08-29T14:00:00")
    return record


def rehearsed_record(suite: str = "intl") -> Record:
    """A session with nothing but one rehearsal."""
    return copy.deepcopy(_rehearsed(suite))
