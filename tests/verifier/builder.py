"""Builds honest records from the protocol SG1, so that tests can forge them in one line each.

Only the draw itself is taken from the verifier; the published vectors prove that part.
"""

import hashlib
import io
import zipfile

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.verifier.draws_made import DrawnSession
from tests.verifier.hashing import Document, canonical, sign
from tests.verifier.sessions_made import PAGE

PASSPHRASE = "0123456789" * 4


class Record(DrawnSession):
    """A whole session with every file that comes out of it."""

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
