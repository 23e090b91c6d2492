"""Recomputes the head-teacher lots (SG1 §8) and the late arrivals (SG1 §9)."""

from collections.abc import Sequence

from .ledger import LateRecord
from .merkle import ascends, tree_root
from .public_file import Document, LeafList, PublicFile
from .report import Findings
from .seeds import LATE, LOTS, find_seed_text, seed_bytes, seed_faults, stage_key
from .stream import Stream

MOST_TOKENS = 1_000_000


def check_lots(public: PublicFile, findings: Findings) -> None:
    """Check every lots document and that none is missing."""
    for number, document in public.lots.items():
        unit, result = document["unit"], document["result"]
        event = public.ledger.lots.get(result)
        recorded = event is not None and event["lots"] == number
        findings.expect("lots_recorded", holds=recorded, unit=unit)
        leaf_list = public.results.get(result)
        same_unit = leaf_list is not None and leaf_list.document["unit"] == unit
        if not findings.expect("lots_result", holds=same_unit, unit=unit) or leaf_list is None:
            continue
        _check_tables(public, findings, document, leaf_list.document)
        if document["mode"] == "electronic":
            source = document if "lines" in document else event or {}
            _check_electronic(public, findings, document, source)
    for event in public.ledger.lots.values():
        findings.expect("lots_published", holds=event["lots"] in public.lots, unit=event["unit"])


def _check_tables(
    public: PublicFile, findings: Findings, document: Document, result: Document
) -> None:
    unit, k = document["unit"], result["k"]
    entry = public.find_unit(result["freeze"], unit) or {}
    frozen = public.teachers.get(entry.get("teachers", ""), {"list": []})
    teachers = [teacher["t"] for teacher in frozen["list"]]
    whole = list(range(1, k + 1))
    findings.expect(
        "lots_permutation",
        holds=[row["g"] for row in document["groups"]] == [f"G{i}" for i in whole]
        and [row["t"] for row in document["teachers"]] == teachers
        and sorted(row["lot"] for row in document["groups"]) == whole
        and sorted(row["lot"] for row in document["teachers"]) == whole,
        unit=unit,
    )
    class_of = {row["t"]: row["lot"] for row in document["teachers"]}
    for swap in document.get("swaps", []):
        one, other = swap["t1"], swap["t2"]
        if one in class_of and other in class_of:
            class_of[one], class_of[other] = class_of[other], class_of[one]
    group_in = {row["lot"]: row["g"] for row in document["groups"]}
    teacher_in = {lot: teacher for teacher, lot in class_of.items()}
    out = [{"class": i, "g": group_in.get(i), "t": teacher_in.get(i)} for i in whole]
    findings.expect("lots_out", holds=out == document["out"], unit=unit)


def _check_electronic(
    public: PublicFile, findings: Findings, document: Document, source: Document
) -> None:
    """Draw the lots again from their own fresh numbers."""
    unit, k = document["unit"], len(document["groups"])
    lines = _lines(source)
    seed_text = find_seed_text(lines)
    fits = (
        seed_text is not None
        and (seed_text.kind, seed_text.suite) == (LOTS, public.suite.name)
        and seed_text.bound_to == document["result"]
        and not seed_faults(seed_text, None)
    )
    if not findings.expect("lots_seed", holds=fits, unit=unit) or not lines:
        return
    seed = public.suite.digest(seed_bytes(lines))
    drawn = []
    for stage in ("lots-groups", "lots-teachers"):
        numbers = list(range(1, k + 1))
        Stream(stage_key(public.suite, seed, unit, stage)).shuffle(numbers)
        drawn.append(numbers)
    typed = [[row["lot"] for row in document[name]] for name in ("groups", "teachers")]
    same_seed = source.get("seed", seed.hex()) == seed.hex()
    findings.expect("lots_drawn", holds=drawn == typed and same_seed, unit=unit)


def _lines(source: Document) -> list[str]:
    """Find the seed lines of an electronic draw in the document or its event."""
    lines = source.get("lines", [])
    whole = isinstance(lines, list) and all(isinstance(line, str) for line in lines)
    return lines if whole else []


def check_late(public: PublicFile, findings: Findings) -> None:
    """Check every late batch in the order of the ledger, carrying class sizes along."""
    sizes = {
        result: {group["g"]: group["n"] for group in leaf_list.document["groups"]}
        for result, leaf_list in public.results.items()
    }
    for number in public.late:
        if number not in public.ledger.late:
            unit = public.late[number].document["unit"]
            findings.expect("late_recorded", holds=False, unit=unit)
    pending: list[tuple[int, str, Document]] = []
    batches: dict[str, int] = {}
    for number, record in public.ledger.late.items():
        leaf_list = public.late.get(number)
        holds = leaf_list is not None
        if not findings.expect("late_published", holds=holds, unit=record.unit) or not leaf_list:
            continue
        document = leaf_list.document
        for drawn_at, result, body in pending:
            if drawn_at < record.n and result in sizes:
                for placed in body["out"]:
                    sizes[result][placed["g"]] = sizes[result].get(placed["g"], 0) + 1
        pending = [item for item in pending if item[0] > record.n]
        batches[record.unit] = batches.get(record.unit, 0) + 1
        now = sizes.get(document["result"], {})
        _check_batch(public, findings, leaf_list, record, sizes=now, batch=batches[record.unit])
        if record.draw is None:
            findings.add("late_awaited", "pending", unit=record.unit, batch=document["batch"])
        else:
            pending.append((record.draw_n, document["result"], record.draw))
            _check_placement(public, findings, leaf_list, record.draw)


def _check_batch(
    public: PublicFile,
    findings: Findings,
    leaf_list: LeafList,
    record: LateRecord,
    *,
    sizes: dict[str, int],
    batch: int,
) -> None:
    document, leaves = leaf_list.document, leaf_list.leaves
    unit, place = record.unit, document["ledger"]
    result = public.results.get(document["result"])
    params = None
    if result is not None and public.ledger.is_live_result(document["result"]):
        params = public.find_params(result.document["freeze"], unit)
    heads = public.ledger.heads
    findings.expect(
        "late_recorded",
        holds=document["unit"] == unit
        and document["m"] == record.m
        and document["batch"] == batch
        and place["n"] < record.n
        and heads[place["n"]] == place["head"],
        unit=unit,
    )
    findings.expect(
        "late_rules",
        holds=params is not None
        and (document["maxdiff"], document["cap"]) == (params["maxdiff"], params["cap"]),
        unit=unit,
    )
    root = tree_root(public.suite, [bytes.fromhex(leaf) for leaf in leaves]).hex()
    findings.expect(
        "late_roster",
        holds=root == document["roster"] and len(leaves) == document["m"] and ascends(leaves),
        unit=unit,
        m=document["m"],
    )
    listed = {group["g"]: group["n"] for group in document["sizes"]}
    same = listed == sizes and list(listed) == [f"G{i}" for i in range(1, len(sizes) + 1)]
    changed = any(n < record.n and where == unit for n, where in public.ledger.changes)
    if changed and not same and list(listed) == list(sizes):
        findings.add("late_sizes", "warning", unit=unit)
    else:
        findings.expect("late_sizes", holds=same, unit=unit)


def late_tokens(sizes: Sequence[int], m: int, maxdiff: int, cap: int) -> list[int] | None:
    """Fill the bag: each class as often as it has seats, one extra row included (SG1 §9).

    Returns None where the numbers are absurd.
    """
    k = len(sizes)
    if k == 0:
        return None
    level = max(*sizes, -(-(sum(sizes) + m) // k))
    top = min(cap, max(level, min(level + 1, min(sizes) + maxdiff)))
    if sum(max(0, top - size) for size in sizes) > MOST_TOKENS:
        return None
    return [c for c, size in enumerate(sizes) for _ in range(top - size)]


def _check_placement(
    public: PublicFile, findings: Findings, leaf_list: LeafList, body: Document
) -> None:
    document, leaves = leaf_list.document, leaf_list.leaves
    unit = document["unit"]
    seed_text = find_seed_text(body["lines"])
    fits = seed_text is not None and seed_text.kind == LATE and not seed_faults(seed_text, None)
    findings.expect("late_seed", holds=fits, unit=unit)
    sizes = [group["n"] for group in document["sizes"]]
    tokens = late_tokens(sizes, document["m"], document["maxdiff"], document["cap"])
    if tokens is None or len(tokens) < len(leaves):
        findings.add("late_placed", "failed", unit=unit)
        return
    bag = list(tokens)
    Stream(
        stage_key(public.suite, public.suite.digest(seed_bytes(body["lines"])), unit, "late")
    ).shuffle(bag)
    names = [group["g"] for group in document["sizes"]]
    out = [{"s": leaf, "g": names[c]} for leaf, c in zip(leaves, bag, strict=False)]
    findings.expect("late_placed", holds=out == body["out"], unit=unit, m=len(leaves))
    forced = len(set(tokens)) == 1
    if len(sizes) > 1:
        findings.expect("late_forced", holds=body["forced"] == int(forced), unit=unit)
        if forced and body["forced"]:
            findings.add("late_no_choice", "warning", unit=unit, g=names[tokens[0]])
