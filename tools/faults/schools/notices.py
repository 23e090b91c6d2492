"""Notices hang on a wall: a photograph says so."""

from tools.faults.schools.actor import Actor


def post(actor: Actor, cohort: int, kind: str) -> bool:
    """Post what was printed, if it was; the same photograph every time."""
    where = "cohort_id = ? AND kind = ? AND state = 'made'"
    notice = actor.table("notices_notice", "id, code", where, cohort, kind)
    if notice is None:
        return False
    photograph = (actor.sheets / "photograph.jpg").read_bytes()
    question = "SELECT COUNT(*) FROM notices_notice WHERE posted_at IS NOT NULL AND id = ?"
    return bool(
        actor.does(
            "notice posted",
            "clerk",
            f"/notices/{notice['code']}/post/",
            files={"photo": ("照片.jpg", photograph)},
            fact=(question, (notice["id"],), 1),
            place="校门口公告栏",
        )
    )


def is_posted(actor: Actor, cohort: int, kind: str) -> bool:
    """Whether one of this kind hangs."""
    where = "cohort_id = ? AND kind = ? AND state = 'posted'"
    return actor.table("notices_notice", "id", where, cohort, kind) is not None
