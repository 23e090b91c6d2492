"""What is drawn in a session: classes, rehearsals, representatives, teachers, late arrivals."""

import functools
import json
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

from junheng.verifier.hashes import SUITES
from junheng.verifier.rerun import drawn_again
from tests.verifier.hashing import Document, canonical
from tests.verifier.sessions_made import Session


class DrawnSession(Session):
    """A session whose ceremony and draws can be carried out."""

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
