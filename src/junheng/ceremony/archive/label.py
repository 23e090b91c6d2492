"""The disc's label, printed once the disc is in the ledger: its code cannot lie on the disc."""

from datetime import datetime

from junheng.ceremony.archive.making import HASH_NAMES, Archive
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.papers.facts import Sitting, letterhead
from junheng.engine.record.paper import paper_lines
from junheng.reporting.forms.disc import DiscLabel, disc_label_pdf

LABEL_FILE = "光盘标签.pdf"
HOLDERS = ("教育局", "纪检监察", "档案室")
KEPT_YEARS = {"primary": 6 + 3, "junior": 3 + 3}
"""Until the students of this year have left school, and three years more by default."""


def label_pdf(
    ceremony: Ceremony, made: Archive, *, copies: int, software: str, printed_at: datetime
) -> bytes:
    """光盘标签 with a page and a sleeve for each copy."""
    frozen = ceremony.frozen
    sitting = Sitting(ceremony, software, printed_at)
    more = (f"第{number}份" for number in range(len(HOLDERS) + 1, copies + 1))
    contents = (
        ("公开核验包、核验网页、种子文本", "不加密"),
        ("封存包", "加密"),
        ("名单、表格", "加密"),
        ("签字表扫描件", f"{made.scan_count} 个" if made.scan_count else "无"),
        ("录像", f"登记 {made.recording_count} 个" if made.recording_count else "未登记"),
        ("文件", f"{made.file_count} 个，{made.byte_count / 1_000_000:.1f} MB"),
    )
    return disc_label_pdf(
        DiscLabel(
            letterhead=letterhead(sitting, None, after="DISC"),
            session_title=str(frozen.session["title"]),
            held_on=sitting.ended_at.date(),
            holders=(*HOLDERS, *more)[:copies],
            digest_title=f"光盘码（清单的 {HASH_NAMES[frozen.suite.name]}）",
            digest_lines=paper_lines(made.code),
            contents=contents,
            keep_until=f"{frozen.year + max(KEPT_YEARS[unit.stage] for unit in frozen.units)}年8月",
        )
    )
