"""Draws the parents' representatives (家长代表) again, as far as the public file allows.

Which child is in which class is not public; that the published children have the ranks that the
numbers give them is. Each ticket then shows its family whether it was passed over.
"""

from collections.abc import Mapping, Sequence

from .hashes import Suite
from .public_file import Document, PublicFile
from .report import Findings
from .seeds import find_seed_text, seed_bytes, seed_faults, stage_key
from .stream import Stream

MOST = 5


def ranks_of(suite: Suite, body: Document, leaves: Sequence[str]) -> dict[str, int]:
    """Give every leaf of the published roster its rank in the draw."""
    positions = list(range(len(leaves)))
    _stream(suite, body, "representatives").shuffle(positions)
    return {leaves[position]: rank for rank, position in enumerate(positions)}


def drawn_representatives(
    suite: Suite, body: Document, leaves: Sequence[str], group_of: Mapping[str, str]
) -> list[Document]:
    """Draw all classes of the event from a roster whose classes are known."""
    ranks = ranks_of(suite, body, leaves)
    drawn = []
    for row in body["out"]:
        members = [leaf for leaf in leaves if group_of.get(leaf) == row["g"]]
        drawn.append({"g": row["g"], "s": sorted(members, key=ranks.__getitem__)[:MOST]})
    return drawn


def _stream(suite: Suite, body: Document, stage: str) -> Stream:
    seed = suite.digest(seed_bytes(body["lines"]))
    return Stream(stage_key(suite, seed, body["unit"], stage))


def check_representatives(public: PublicFile, findings: Findings) -> None:
    """Check every draw of representatives that the ledger holds."""
    for result, body in public.ledger.representatives.items():
        unit = body["unit"]
        seed_text = find_seed_text(body["lines"])
        fits = seed_text is not None and not seed_faults(seed_text, None)
        findings.expect("representatives_seed", holds=fits, unit=unit)
        leaf_list = public.results.get(result)
        if leaf_list is None:
            continue  # the step on results says so
        document = leaf_list.document
        leaves = public.rosters.get((document["freeze"], document["unit"]), [])
        _check_lists(public, findings, body, groups=document["groups"], leaves=leaves)


def _check_lists(
    public: PublicFile,
    findings: Findings,
    body: Document,
    *,
    groups: list[Document],
    leaves: list[str],
) -> None:
    unit = body["unit"]
    ranks = ranks_of(public.suite, body, leaves)
    listed = [leaf for row in body["out"] for leaf in row["s"]]
    findings.expect(
        "representatives_lists",
        holds=[(row["g"], len(row["s"])) for row in body["out"]]
        == [(group["g"], min(MOST, group["n"])) for group in groups]
        and len(set(listed)) == len(listed)
        and set(listed) <= ranks.keys(),
        unit=unit,
    )
    places = [[ranks.get(leaf, -1) for leaf in row["s"]] for row in body["out"]]
    findings.expect(
        "representatives_ranks",
        holds=all(numbers == sorted(numbers) for numbers in places),
        unit=unit,
    )
    order = [f"G{number}" for number in range(1, len(groups) + 1)]
    _stream(public.suite, body, "representatives-order").shuffle(order)
    findings.expect("representatives_order", holds=order == body["order"], unit=unit)


def check_own_representative(
    public: PublicFile, findings: Findings, *, result: str, leaf: str, group: str
) -> None:
    """Show a family whether it was drawn, and that it was not passed over."""
    body = public.ledger.representatives.get(result)
    drawn = public.results.get(result)
    if body is None or drawn is None:
        return
    document = drawn.document
    leaves = public.rosters.get((document["freeze"], document["unit"]), [])
    ranks = ranks_of(public.suite, body, leaves)
    if leaf not in ranks:
        return  # the step on the frozen roster says so
    listed = {row["g"]: row["s"] for row in body["out"]}
    own = listed.get(group, [])
    if leaf in own:
        findings.add("ticket_representative", "passed", place=own.index(leaf) + 1)
        return
    elsewhere = any(leaf in others for others in listed.values())
    # Whoever was passed over has a lower rank than the last of the class's list.
    later = bool(own) and ranks[leaf] > ranks.get(own[-1], len(ranks))
    findings.expect("ticket_no_representative", holds=later and not elsewhere)
