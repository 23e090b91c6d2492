"""A session of the protocol with its ledger, its rosters and its freeze."""

from typing import Any

from tests.verifier.hashing import PUBLIC_KEY, Document, Hash, canonical, sign

CEREMONY = {"public": "d10", "public_len": 20, "env_len": 8, "min_env": 3, "beacon": "none"}
PAGE = b"<!DOCTYPE html><title>a page</title>"
ENGINE_FILES = {"engine/walk.py": b"one = 1\n", "engine/problem.py": b"two = 2\n"}


def identity_number(sid: str) -> str:
    return f"52012320190101{int(sid[1:]):03d}X"


class Session:
    """A session until its freeze: the public file, the sealed rosters, the keys to forge them."""

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
