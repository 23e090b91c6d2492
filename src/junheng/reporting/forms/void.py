"""作废单: a draw is void for one of six reasons only, and stays visible (SG1 §7.4)."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import minute_words, print_form


@dataclass(frozen=True)
class VoidReason:
    """A reason of the closed list."""

    letter: str
    meaning: str
    allowed: str
    follows: str


VOID_REASONS = (
    VoidReason("C", "名册有误，需要更正", "冻结后、封签前", "更正名册，重新冻结、重新公告"),
    VoidReason(
        "P", "程序被破坏（须写明哪一步）", "冻结后、拆封前", "封签卡不拆封，当众对着镜头销毁"
    ),
    VoidReason("T", "录入的数字与签字的数字表不一致", "锁定种子之后", "原种子、原结果继续公开"),
    VoidReason("E", "他人独立重算与结果不一致", "锁定种子之后", "原种子、原结果继续公开"),
    VoidReason("R", "名册根与封存名册不一致", "锁定种子之后", "原种子、原结果继续公开"),
    VoidReason("D", "纪检监察机关或法院的书面决定", "任何时候", "按决定执行；已有的结果继续公开"),
)
"""“Not satisfied with the result” is not among them."""


@dataclass(frozen=True)
class VoidRecord:
    """作废单 of one freeze; blank where `letter` is empty.

    `stage` says in words how far the ceremony had come. `schools` are those frozen together, each
    with its result code lines, none before a result. `detail` is the step that was broken, or the
    number of the written order.
    """

    letterhead: Letterhead
    freeze_number: int
    freeze_code_lines: tuple[str, ...]
    schools: tuple[tuple[str, tuple[str, ...]], ...]
    signature_roles: tuple[str, ...]
    letter: str = ""
    stage: str = ""
    detail: str = ""
    is_seed_locked: bool = False
    seed_lines: tuple[str, ...] = ()
    voided_at: dt.datetime | None = None
    place: str = ""
    witnesses: int = 0


def void_record_pdf(record: VoidRecord) -> bytes:
    """Return 作废单 of a session as PDF/A-2b."""
    head = record.letterhead
    fields = asdict(record) | {
        "reasons": [asdict(reason) for reason in VOID_REASONS],
        "voided_at": minute_words(record.voided_at),
        # Inspector and at least two thirds of the witnesses (SG1 §7.4).
        "least_signers": -(-2 * record.witnesses // 3),
    }
    title = f"{head.school}{head.year}年{head.grade}分班抽签作废单"
    return print_form("void_record.typ", title, "作废单", head, fields)
