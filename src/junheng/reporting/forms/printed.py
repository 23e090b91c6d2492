"""The first forms: public class lists, class sheets, process record (domain rules: SG1 §10.2)."""

from collections.abc import Sequence
from dataclasses import asdict

from junheng.reporting.forms.codes import address_code
from junheng.reporting.forms.papers import ClassSheets, ProcessRecord, PublicEntry, PublicLists
from junheng.reporting.forms.printing import date_words, minute_words, print_form
from junheng.reporting.masking import mask_name, registration_tails


def public_entries(names: Sequence[str], registrations: Sequence[str]) -> tuple[PublicEntry, ...]:
    """Return the entries of one class with masked names, in the order given."""
    masked = tuple(mask_name(name) for name in names)
    tails = registration_tails(masked, registrations)
    return tuple(map(PublicEntry, masked, tails))


def public_lists_pdf(lists: PublicLists) -> bytes:
    """Return 分班名单公示表 of one school as PDF/A-2b."""
    head = lists.letterhead
    fields = asdict(lists) | {
        "notice_from": date_words(lists.notice_from),
        "notice_to": date_words(lists.notice_to),
        "query_code": address_code(lists.query_address) if lists.query_address else "",
        "student_count": sum(len(one.entries) for one in lists.classes),
    }
    title = f"{head.school}{head.year}年{head.grade}新生分班结果公示"
    return print_form("public_lists.typ", title, "分班名单公示表", head, fields)


def class_sheets_pdf(sheets: ClassSheets) -> bytes:
    """Return 班级师生情况一览表 of one school, a class a sheet, as PDF/A-2b."""
    head = sheets.letterhead
    title = f"{head.school}{head.year}年{head.grade}班级师生情况一览表"
    return print_form("class_sheets.typ", title, "班级师生情况一览表", head, asdict(sheets))


def process_record_pdf(record: ProcessRecord) -> bytes:
    """Return 编班过程记录表 of one school as PDF/A-2b."""
    head = record.letterhead
    fields = asdict(record) | {
        "started_at": minute_words(record.started_at),
        "ended_at": minute_words(record.ended_at),
    }
    title = f"{head.school}{head.year}年{head.grade}编班过程记录表"
    return print_form("process_record.typ", title, "编班过程记录表", head, fields)
