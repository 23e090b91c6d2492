"""Checks the results and the rehearsals (演练) in the public file (SG1 §6, §10)."""

from .merkle import ascends, tree_root
from .public_file import Document, LeafList, PublicFile
from .report import Findings
from .seeds import draw_id, rehearsal_seed
from .sentences import ATTRIBUTES


def check_results(public: PublicFile, findings: Findings) -> None:
    """Check every result, void ones too, and that none is missing."""
    for result, leaf_list in public.results.items():
        document = leaf_list.document
        freeze, unit = document["freeze"], document["unit"]
        recorded = public.ledger.results.get(result)
        findings.expect("result_recorded", holds=recorded == freeze, unit=unit)
        record = public.ledger.freezes.get(freeze)
        if record is not None and not record.live:
            findings.add("result_void", "warning", unit=unit, no=record.no)
        seed = record.seed if record is not None else ""
        _check_draw(public, findings, leaf_list, seed)
    for freeze, record in public.ledger.freezes.items():
        for unit, result in record.draws.items():
            findings.expect("result_published", holds=result in public.results, unit=unit)
            known = public.find_unit(freeze, unit) is not None
            findings.expect("result_unit", holds=known, unit=unit)
    _check_rehearsals(public, findings)
    for _, entry, record in public.live_units():
        if entry["unit"] not in record.draws:
            findings.add("result_awaited", "pending", unit=entry["unit"])


def _check_rehearsals(public: PublicFile, findings: Findings) -> None:
    for leaf_list in public.rehearsals.values():
        document = leaf_list.document
        freeze, unit, j = document["freeze"], document["unit"], document["j"]
        record = public.ledger.freezes.get(freeze)
        logged = record is not None and j in record.rehearsals
        findings.expect("rehearsal_recorded", holds=logged, unit=unit, j=j)
        seed = rehearsal_seed(public.suite, freeze, j).hex()
        _check_draw(public, findings, leaf_list, seed)
    if public.rehearsals and not public.ledger.results and not public.results:
        findings.add("rehearsal_only", "warning")
    elif public.rehearsals:
        findings.add("rehearsal_besides", "passed", count=len(public.rehearsals))


def _check_draw(public: PublicFile, findings: Findings, leaf_list: LeafList, seed: str) -> None:
    """Check one result or rehearsal against its freeze, its parameters and its leaves."""
    document, leaves = leaf_list.document, leaf_list.leaves
    freeze, unit, n, k = (document[name] for name in ("freeze", "unit", "n", "k"))
    entry = public.find_unit(freeze, unit)
    if not findings.expect("result_freeze", holds=entry is not None, unit=unit) or entry is None:
        return
    findings.expect("result_seed", holds=document["seed"] == seed, unit=unit)
    number = draw_id(public.suite, freeze, unit)
    findings.expect("result_draw_id", holds=document["draw"] == number, unit=unit)
    findings.expect(
        "result_roster",
        holds=(document["roster"], n, k) == (entry["roster"], entry["n"], entry["k"]),
        unit=unit,
    )
    findings.expect("result_engine", holds=document["engine"] == public.engine_hash, unit=unit)
    findings.expect("result_leaves", holds=len(leaves) == n and ascends(leaves), unit=unit, n=n)
    root = tree_root(public.suite, [bytes.fromhex(leaf) for leaf in leaves]).hex()
    findings.expect("result_root", holds=root == document["root"], unit=unit)
    params = public.params.get(entry["params"])
    if params is not None:
        _check_sizes(findings, document, params)
        _check_balance_names(findings, document, params)


def _check_sizes(findings: Findings, document: Document, params: Document) -> None:
    unit, groups = document["unit"], document["groups"]
    sizes = [group["n"] for group in groups]
    named = [group["g"] for group in groups] == [f"G{i}" for i in range(1, document["k"] + 1)]
    findings.expect("result_groups", holds=named, unit=unit)
    findings.expect("result_sum", holds=sum(sizes) == document["n"], unit=unit, n=document["n"])
    largest, smallest = max(sizes, default=0), min(sizes, default=0)
    findings.expect("result_cap", holds=largest <= params["cap"], unit=unit, largest=largest)
    between = {"largest": largest, "smallest": smallest, "maxdiff": params["maxdiff"]}
    within = largest - smallest <= params["maxdiff"]
    if "sizes" in params:
        findings.expect("result_given_sizes", holds=sizes == params["sizes"], unit=unit)
    elif "reduction" in params and not within:
        findings.add("result_reduced_sizes", "warning", unit=unit, **between)
    else:
        findings.expect("result_difference", holds=within, unit=unit, **between)


def _check_balance_names(findings: Findings, document: Document, params: Document) -> None:
    names = [row["attr"] for row in document["balance"]]
    frozen = [name for name in params["attrs"] if name in names]
    rows = document["balance"]
    shown = "、".join(
        f"{ATTRIBUTES.get(row['attr'], row['attr'])} {row['max_diff']}" for row in rows
    )
    findings.expect(
        "result_balance", holds=names == frozen, unit=document["unit"], shown=shown or "—"
    )
