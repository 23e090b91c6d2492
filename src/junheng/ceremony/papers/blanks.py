"""Blank forms with the frozen names and figures, for what comes after the draw."""

from collections.abc import Mapping, Sequence

from junheng.ceremony.drawing import UnitDraw
from junheng.ceremony.papers.facts import (
    BLANK_STEP,
    Sitting,
    UnitDone,
    class_titles,
    form_file,
)
from junheng.ceremony.papers.result import result_letterhead
from junheng.reporting.forms.change import ChangeApproval, IndicatorChange, change_approval_pdf
from junheng.reporting.forms.late_lots import Arrival, BagClass, LateLots, late_lots_pdf
from junheng.reporting.forms.lots import GroupLot, HomeroomLots, TeacherLot, homeroom_lots_pdf
from junheng.reporting.wording import gap_words

HOMEROOM_LOTS = "班主任抽签记录表"
LATE_LOTS = "补录抽签记录表"
CHANGE_APPROVAL = "特殊情况调整审批表"
EMPTY_LINES = 6


def blank_unit_papers(
    sitting: Sitting, draws: Sequence[UnitDraw], done: UnitDone
) -> dict[str, bytes]:
    """For every school: homeroom lots, late lots, approval of a change."""
    files: dict[str, bytes] = {}
    for drawn in draws:
        forms = {CHANGE_APPROVAL: change_approval_pdf(_change_approval(sitting, drawn))}
        if not drawn.unit.is_exempt:
            forms[HOMEROOM_LOTS] = homeroom_lots_pdf(blank_homeroom_lots(sitting, drawn))
            forms[LATE_LOTS] = late_lots_pdf(_late_lots(sitting, drawn))
        files |= {form_file(BLANK_STEP, title, drawn.unit): pdf for title, pdf in forms.items()}
        done(drawn.unit)
    return files


def is_drawn_by_parents(profile: Mapping[str, object]) -> bool:
    """Whether a parent draws the lot for the homeroom teacher, as in Guiyang."""
    return profile.get("lots_drawn_by") == "parent"


def blank_homeroom_lots(sitting: Sitting, drawn: UnitDraw) -> HomeroomLots:
    """The lots form of a school before its lots, with the frozen names where there are any."""
    unit, profile = drawn.unit, sitting.frozen.profile
    return HomeroomLots(
        letterhead=result_letterhead(sitting, drawn),
        groups=tuple(map(GroupLot, class_titles(unit))),
        teachers=tuple(map(TeacherLot, unit.teachers or ("",) * unit.class_count)),
        signature_roles=tuple(profile["supervisor_roles"]),
        is_drawn_by_parents=is_drawn_by_parents(profile),
    )


def _late_lots(sitting: Sitting, drawn: UnitDraw) -> LateLots:
    return LateLots(
        letterhead=result_letterhead(sitting, drawn),
        classes=tuple(map(BagClass, class_titles(drawn.unit))),
        arrivals=(Arrival("", ""),) * EMPTY_LINES,
        signature_roles=tuple(sitting.frozen.profile["supervisor_roles"]),
    )


def _change_approval(sitting: Sitting, drawn: UnitDraw) -> ChangeApproval:
    """The gaps that are public, so that no small group can be told from the form."""
    titles = {attribute.name: attribute.title for attribute in drawn.unit.attributes}
    sizes = IndicatorChange("班级人数", gap_words(max(drawn.sizes) - min(drawn.sizes)))
    indicators = [
        IndicatorChange(titles.get(row["attr"], row["attr"]), gap_words(row["max_diff"]))
        for row in drawn.document["balance"]
    ]
    return ChangeApproval(result_letterhead(sitting, drawn), (sizes, *indicators))
