"""How a family proves itself, for how long, and what it agrees to."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

FAILURES_ALLOWED: Final = 5
LOCKED_FOR: Final = timedelta(minutes=30)
FAILURES_KEPT: Final = timedelta(hours=24)
"""A digest of an address is personal data: it goes after a day at the latest."""

IDLE_FOR: Final = timedelta(minutes=15)
LONGEST_SITTING: Final = timedelta(hours=2)
RENEWED_AFTER: Final = timedelta(minutes=1)
"""A page does not write a cookie again that is younger."""

LAST_SIX: Final = 6
LONGEST_TYPED: Final = 40
NO_NUMBER: Final = "NONE-"
"""How rosters mark a child without any document number."""


def normalised_code(typed: str) -> str:
    """A query code as it is kept, from what was typed: wide letters, spaces and case apart."""
    return _plain(typed).lower()


def normalised_digits(typed: str) -> str:
    """The last six characters of a document number, from what was typed."""
    return _plain(typed).upper()


def _plain(typed: str) -> str:
    wide = unicodedata.normalize("NFKC", typed[: 4 * LONGEST_TYPED])
    return "".join(letter for letter in wide if letter.isalnum())[:LONGEST_TYPED]


def last_six(identity_number: str, born: date) -> str:
    """What the family of a child types beside the query code.

    The last six letters or digits of its document number; of a child without any, the birth date
    as YYMMDD.
    """
    if identity_number.startswith(NO_NUMBER):
        return f"{born:%y%m%d}"
    return normalised_digits(identity_number)[-LAST_SIX:]


@dataclass(frozen=True)
class Tally:
    """Failures in a row so far, and until when nothing is looked at."""

    count: int = 0
    locked_until: datetime | None = None

    def is_locked(self, at: datetime) -> bool:
        """Whether a right answer is refused too."""
        return self.locked_until is not None and self.locked_until > at

    def after_failure(self, at: datetime) -> "Tally":
        """The tally one failure later; a lock is neither lengthened nor broken by more of them."""
        if self.is_locked(at):
            return self
        count = 1 if self.locked_until is not None else self.count + 1
        return Tally(count, at + LOCKED_FOR if count >= FAILURES_ALLOWED else None)


# -- what a family agrees to ------------------------------------------------------------------


@dataclass(frozen=True)
class Purpose:
    """One thing that is done with a child's data, and on what ground."""

    what: str
    data: str
    ground: str
    is_by_consent: bool = False


@dataclass(frozen=True)
class ProcessingRule:
    """The rule for children's data (不满十四周岁未成年人个人信息处理规则), in one version."""

    version: str
    since: date
    paragraphs: Sequence[str]
    purposes: Sequence[Purpose]

    @property
    def digest(self) -> str:
        """SHA-256 over every word of it, so that a version cannot change unnoticed."""
        words = [self.version, self.since.isoformat(), *self.paragraphs]
        for one in self.purposes:
            words += [one.what, one.data, one.ground, str(one.is_by_consent)]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()


_DUTY: Final = "履行法定职责所必需（个人信息保护法第十三条第一款第三项），不以同意为前提"
_CONSENT: Final = "您的单独同意（个人信息保护法第二十九条、第三十一条）"
_PARAGRAPHS: Final = tuple(
    """\
不满十四周岁未成年人的个人信息是敏感个人信息。学校和教育局只处理阳光分班必需的项目，不收成绩、获奖、家长职务和住址。
姓名、证件号和登记项目加密保存；公示名单只有隐去的姓名，不含任何敏感信息。
只有因工作需要的人能打开孩子的资料，每打开一次都有记录，您可以在“谁看过”里查到。
您只能查自己的孩子。查询码请不要转给别人；第二位监护人请用单独的查询码。
资料按档案规定的年限保存，期满销毁密钥，之后无人能再打开。
登录失败的网络地址只留一个不能还原的摘要，不超过二十四小时。
您有权查阅、复制、更正、补充、删除孩子的个人信息，也可以随时撤回同意。撤回同意后网上查询停用，分班照常进行，结果到学校查询。
""".splitlines()
)
_PURPOSES: Final = (
    Purpose("核对名册、均衡编班、公示、存档", "姓名、性别、证件号、登记的均衡项目", _DUTY),
    Purpose("记录每一次查看，供监督", "操作人、时间、事项，不含孩子的姓名和证件号", _DUTY),
    Purpose(
        "网上查询：登录、看资料、取凭条、提异议时附图片",
        "查询码、证件号后六位的比对、您所附的图片",
        _CONSENT,
        is_by_consent=True,
    ),
)
_TELEPHONE: Final = (
    "要短信的，可以自己留一个手机号，不留不影响查询。手机号加密保存，不进名册，学校看不到，"
    "教育局只为发出短信交给短信服务单位；可以随时换、随时撤回，撤回即清除，公布三十天后自动清除。"
    "短信内容发完三十天后清除。"
)
_WITHOUT_TELEPHONES: Final = ProcessingRule(
    version="2026-1",
    since=date(2026, 8, 1),
    paragraphs=_PARAGRAPHS,
    purposes=_PURPOSES,
)
RULE: Final = ProcessingRule(
    version="2026-2",
    since=date(2026, 11, 22),
    paragraphs=(
        *_PARAGRAPHS,
        _TELEPHONE,
    ),
    purposes=(
        *_PURPOSES,
        Purpose(
            "按您的要求用短信告知编班结果",
            "您自己留的手机号，孩子隐去的姓名，学校、班级和班主任",
            _CONSENT,
            is_by_consent=True,
        ),
    ),
)
"""The rule in force. A changed word needs a new version: families then agree anew."""

OLDER_RULES: Final[Sequence[ProcessingRule]] = (_WITHOUT_TELEPHONES,)
"""Versions that guardians agreed to earlier, kept to be shown."""


def rule_of(version: str) -> ProcessingRule | None:
    """A version that was in force once, or is."""
    return next((one for one in (RULE, *OLDER_RULES) if one.version == version), None)
