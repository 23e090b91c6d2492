"""What is posted and handed out before the draw: the freeze notice and a letter to parents."""

import datetime as dt
from dataclasses import asdict, dataclass

from junheng.reporting.forms.codes import address_code
from junheng.reporting.forms.papers import Letterhead
from junheng.reporting.forms.printing import minute_words, print_form

FIVE_SENTENCES = (
    "抽签前一天，名册已经“冻结”，冻结码贴在公告栏，请拍照。",
    "现场各方代表把掷出的数字封进信封，再当众掷骰子，然后才拆信封——谁也不能最后决定结果。",
    "电脑只是按这些数字计算；任何一台电脑用同样的数字都会得到同样的结果。",
    "您的凭条能证明：孩子的登记信息抽签前后没有变，分班结果就是现场那一份。",
    "公开的文件里只有无法还原的编码，没有任何孩子的姓名和信息。",
)
"""What parents are told, the same on every paper (SG1 appendix A)."""


@dataclass(frozen=True)
class CeremonyWords:
    """When, where and how the draw is held, in words; what is not known stays a blank to fill.

    `public_draw` says what is rolled in public, such as 20 枚十面骰; `seats` are who seals an
    envelope, `digits` how many digits each, `least` how many must be filled.
    """

    public_draw: str
    seats: tuple[str, ...]
    digits: int
    least: int
    planned: dt.datetime | None = None
    place: str = ""
    host: str = ""


@dataclass(frozen=True)
class SchoolFigures:
    """A school's line: students and classes; one class only needs no draw."""

    school: str
    students: int
    classes: int


@dataclass(frozen=True)
class FreezeNotice:
    """冻结公告 of one school.

    `freeze_code` is 64 hex digits, the `…_lines` are hashes ready for paper. `other_code_lines`
    is the SHA-256 of the same file where the session's hash is another one (`suite_title`).
    `others` counts the schools frozen together with this one. `number` counts the session's
    freezes from 1; a later one tells why the one before it is void.
    """

    letterhead: Letterhead
    figures: SchoolFigures
    others: int
    freeze_code: str
    freeze_code_lines: tuple[str, ...]
    suite_title: str
    other_code_lines: tuple[str, ...]
    verifier_lines: tuple[str, ...]
    key_lines: tuple[str, ...]
    frozen_at: dt.datetime
    notice_hours: int
    ceremony: CeremonyWords
    number: int = 1
    void_reason: str = ""


@dataclass(frozen=True)
class ParentLetter:
    """致家长一封信 of one school, with a slip that comes back signed."""

    letterhead: Letterhead
    figures: SchoolFigures
    notice_days: int
    ceremony: CeremonyWords


def freeze_notice_pdf(notice: FreezeNotice) -> bytes:
    """Return 冻结公告 of one school as PDF/A-2b."""
    head = notice.letterhead
    fields = asdict(notice) | {
        "frozen_at": minute_words(notice.frozen_at),
        "ceremony": _ceremony_fields(notice.ceremony),
        "freeze_qr": address_code(notice.freeze_code),
        "sentences": FIVE_SENTENCES,
    }
    title = f"{head.school}{head.year}年{head.grade}分班名册冻结公告"
    return print_form("freeze_notice.typ", title, "冻结公告", head, fields)


def parent_letter_pdf(letter: ParentLetter) -> bytes:
    """Return 致家长一封信 of one school as PDF/A-2b."""
    head = letter.letterhead
    fields = asdict(letter) | {
        "ceremony": _ceremony_fields(letter.ceremony),
        "sentences": FIVE_SENTENCES,
    }
    title = f"{head.school}{head.year}年{head.grade}阳光分班致家长一封信"
    return print_form("parent_letter.typ", title, "致家长一封信", head, fields)


def _ceremony_fields(ceremony: CeremonyWords) -> dict[str, object]:
    return asdict(ceremony) | {"planned": minute_words(ceremony.planned)}
