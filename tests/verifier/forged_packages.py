"""Forgeries of a sealed package, each with the steps that must name it."""

from tests.verifier.builder import Record
from tests.verifier.forging import TWO, Forgery, reissue, swap
from tests.verifier.hashing import Document


def _sealed(record: Record, unit: str = TWO) -> Document:
    return record.sealed[unit]


# Forgeries of a sealed package: name, forgery of the record before packing, failing steps.
PACKAGES: list[tuple[str, Forgery, set[str]]] = [
    (
        "an attribute is edited",
        lambda r: _sealed(r)["leaves"][0]["a"].update(gender=1),
        {"sealed_roster", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    (
        "an attribute is added",
        lambda r: _sealed(r)["leaves"][0]["a"].update(income=1),
        {"sealed_roster", "sealed_each_once", "sealed_result_salts", "sealed_attributes"},
    ),
    (
        "two students are swapped",
        lambda r: swap(_sealed(r)["results"], "g"),
        {"sealed_result", "sealed_balance", "rerun"},
    ),
    (
        "a student is dropped",
        lambda r: _sealed(r)["leaves"].pop(),
        {"sealed_roster", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    (
        "a student comes twice",
        lambda r: _sealed(r)["leaves"].append(_sealed(r)["leaves"][0]),
        {"sealed_students"},
    ),
    (
        "a student is placed twice",
        lambda r: _sealed(r)["results"].append(_sealed(r)["results"][0]),
        {"sealed_result", "sealed_each_once"},
    ),
    (
        "the results are left out",
        lambda r: _sealed(r).pop("results"),
        {"sealed_result", "sealed_each_once", "sealed_sizes", "rerun"},
    ),
    (
        "a salt is chosen freely",
        lambda r: _sealed(r)["leaves"][0].update(salt="00" * 32),
        {"sealed_roster", "sealed_salts", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    (
        "the salt of a result is chosen freely",
        lambda r: _sealed(r)["results"][0].update(salt="00" * 32),
        {"sealed_result", "sealed_result_salts"},
    ),
    (
        "other secret digits",
        lambda r: r.secret.update(digits="0" * 20),
        {"sealed_salts", "sealed_result_salts"},
    ),
    ("no secret digits", lambda r: r.secret.update(digits=""), {"salt_key"}),
    (
        "a hidden pin",
        lambda r: _sealed(r)["leaves"][9].update(pin={"fixed": 0}),
        {"sealed_roster", "sealed_pins", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    (
        "a pin to a class that does not exist",
        lambda r: _sealed(r)["leaves"][9].update(pin={"fixed": 7}),
        {"sealed_roster", "sealed_pins", "sealed_each_once", "sealed_result_salts"},
    ),
    (
        "a pin of one student alone",
        lambda r: _sealed(r)["leaves"][9].update(pin={"together": "T9"}),
        {"sealed_roster", "sealed_pins", "sealed_each_once", "sealed_result_salts", "rerun"},
    ),
    ("a sealed roster is missing", lambda r: r.sealed.pop(TWO), {"sealed"}),
    (
        "the program is changed",
        lambda r: r.engine_files.update({"engine/walk.py": b"one = 2\n"}),
        {"engine_files"},
    ),
    (
        "a program file is added",
        lambda r: r.engine_files.update({"engine/extra.py": b""}),
        {"engine_files"},
    ),
    (
        "another seed file",
        lambda r: (
            r.files.update({"public/seed.txt": b"SG1-SEED/1\n"})
            or r.events.remove(r.find("SEED_LOCKED"))
            or r.relink()
        ),
        {"package_seed", "ledger_draw_without_seed", "result_seed"},
    ),
    (
        "the balance is prettier than it is",
        lambda r: reissue(r, 1, balance=[{"attr": "gender", "max_diff": 9}]),
        {"sealed_balance"},
    ),
    (
        "another seed for the result",
        lambda r: reissue(r, 1, seed="ab" * 32),
        {"result_seed", "rerun"},
    ),
    (
        "rehearsal leaves from nowhere",
        lambda r: _sealed(r).update(rehearsals=[{**_sealed(r)["results"][0], "_t": "sg1/leaf-q"}]),
        {"sealed_spare"},
    ),
    (
        "the public file is not canonical",
        lambda r: r.files.update({"public/public.json": r.public_bytes() + b"\n"}),
        {"public_form"},
    ),
]
