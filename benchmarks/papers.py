"""The papers of a large school day: class sheets and slips, beside two ways that others would take.

Every way runs in a process of its own, so that its peak of memory is its own (Linux). The peers
print the same slips: once a page at a time with every QR code as a QR library gives it, and once
as an HTML page through Chromium.
"""

import datetime as dt
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from benchmarks.tables import Report, figure
from junheng.reporting.forms import (
    ClassSheet,
    ClassSheets,
    Letterhead,
    SheetStudent,
    class_sheets_pdf,
)
from junheng.reporting.forms.codes import document_code
from junheng.reporting.forms.slips import Slip, Slips, slip_batches, slips_pdf

SHEETS, SLIPS = 60, 1200
QUICK_SHEETS, QUICK_SLIPS = 12, 240
MOST_SECONDS = 60
MOST_MEGABYTES = 1000
CLASS_SIZE = 46
CHROMIUM = shutil.which("chromium")
_ROOT = Path(__file__).parents[1]
_CODE_LINES = tuple(f"0123 4567 89ab cdef /{number}" for number in range(4))
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "安柏川冬帆歌禾嘉景可岚明宁朴青荣"


def measure(*, quick: bool) -> Report:
    """Print class sheets and slips, then the same slips in other ways."""
    report = Report("Papers")
    sheets, slips = (QUICK_SHEETS, QUICK_SLIPS) if quick else (SHEETS, SLIPS)
    ours = _in_a_process("both", sheets, slips)
    alone = _in_a_process("slips", 0, slips)
    peers = {
        "a page at a time, codes as the QR library gives them": _in_a_process("naive", 0, slips)
    }
    if CHROMIUM is not None:
        through = "HTML through Chromium (its own processes are not in the memory)"
        peers[through] = _in_a_process("chromium", 0, slips)
    rows = [[f"{sheets} class sheets and {slips:,} slips", *map(figure, ours), "–"]]
    rows += [[f"{slips:,} slips alone", *map(figure, alone), "1"]]
    rows += [
        [f"{slips:,} slips, {way}", *map(figure, taken), figure(taken[1] / alone[1])]
        for way, taken in peers.items()
    ]
    report.add_table(
        ["papers", "wall, s", "processor, s", "peak, MB", "PDF, MB", "processor ÷ slips alone"],
        rows,
    )
    _, processor, peak, _ = ours
    limit = MOST_SECONDS * slips / SLIPS
    report.require(f"papers in {processor:.1f} s, under {limit:.0f} s", met=processor < limit)
    report.require(f"papers: {peak:.0f} MB, under {MOST_MEGABYTES} MB", met=peak < MOST_MEGABYTES)
    return report


def _in_a_process(way: str, sheets: int, slips: int) -> tuple[float, float, float, float]:
    command = [sys.executable, "-m", "benchmarks.papers", way, str(sheets), str(slips)]
    before = os.times()
    done = subprocess.run(  # noqa: S603 - our own module
        command, cwd=_ROOT, check=True, capture_output=True, text=True
    )
    after = os.times()
    processor = after.children_user + after.children_system
    processor -= before.children_user + before.children_system
    wall, peak, size = map(float, done.stdout.split())
    return wall, processor, peak, size


def _letterhead() -> Letterhead:
    return Letterhead(
        county="清河县",
        school="清河县第三中学",
        grade="七年级",
        year=2026,
        printed_at=dt.datetime(2026, 8, 24, 10, 5, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        result_code_lines=_CODE_LINES,
        ledger_head=_CODE_LINES[0],
        hotline="0851-12345678",
    )


def _name(serial: int) -> str:
    return _SURNAMES[serial % 16] + _GIVEN[serial // 16 % 16] + _GIVEN[serial // 256 % 16]


def _slips(count: int) -> Slips:
    """Slips whose documents are as long as real ones and as unlike each other."""
    members = []
    for serial in range(count):
        salt, leaf, commitment, freeze = (
            hashlib.sha256(f"{part} {serial}".encode()).hexdigest() for part in range(4)
        )
        content = (
            f'{{"_t":"sg1/slip","freeze":"{freeze}","r":{{"_t":"sg1/leaf-r","g":"G3","s":"{leaf}",'
            f'"salt":"{salt}","unit":"520123.qhsz.j1.2026"}},"s":{{"_t":"sg1/leaf-s","a":'
            '{"boarding":0,"ethnic":1,"gender":2,"left_behind":0,"migrant":0,"origin":4,"sen":0},'
            f'"idc":"{commitment}","name":"{_name(serial)}","salt":"{leaf}","sid":"B{serial:05}",'
            '"unit":"520123.qhsz.j1.2026"}}'
        ).encode()
        group = f"G{serial // CLASS_SIZE + 1}"
        number = serial % CLASS_SIZE + 1
        members.append(Slip(_name(serial), f"B{serial:05}", group, number, content))
    return Slips(_letterhead(), tuple(members), "冻结码", _CODE_LINES)


def _print_sheets(count: int) -> int:
    students = tuple(
        SheetStudent(_name(serial), "男" if serial % 2 else "女", f"B{serial:05}")
        for serial in range(count * CLASS_SIZE)
    )
    classes = tuple(
        ClassSheet(
            title=f"G{index + 1}",
            students=students[index * CLASS_SIZE : (index + 1) * CLASS_SIZE],
            summary=(("总人数", f"{CLASS_SIZE} 人"), ("男", "23 人"), ("女", "23 人")),
        )
        for index in range(count)
    )
    roles = ("县教育局人员", "纪检监察人员", "家长代表")
    return len(class_sheets_pdf(ClassSheets(_letterhead(), classes, roles)))


def _print_slips(slips: Slips) -> int:
    return sum(len(slips_pdf(replace(slips, slips=batch))) for batch in slip_batches(slips.slips))


def _print_a_page_at_a_time(slips: Slips) -> int:
    """What one writes first: every page compiled by itself, every code as the library gives it."""
    import segno  # noqa: PLC0415 - weighed by itself

    def plain_code(content: bytes) -> tuple[str, float]:
        return segno.make(content, error="m").svg_inline(border=4), 40.0

    members = slips.slips
    pages = [members[place : place + 4] for place in range(0, len(members), 4)]
    with patch("junheng.reporting.forms.slips.document_code", plain_code):
        return sum(len(slips_pdf(replace(slips, slips=page))) for page in pages)


def _print_through_chromium(slips: Slips) -> int:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - weighed by itself

    strips = "".join(
        f"<div class=strip><div><h1>{slip.class_title}</h1>第 {slip.number} 号</div>"
        f"<div>家长凭条<h2>{slip.name}</h2>打开核验页，扫描二维码，逐组对照冻结码。</div>"
        f"<div>{document_code(slip.content)[0]}<pre>{'<br>'.join(_CODE_LINES)}</pre></div></div>"
        for slip in slips.slips
    )
    style = (
        "@page{size:A4;margin:0}body{margin:0}svg{width:39mm;height:39mm}"
        ".strip{height:74.2mm;display:grid;grid-template-columns:45mm 82mm 82mm;break-inside:avoid}"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page()
        page.set_content(f"<meta charset=utf-8><style>{style}</style>{strips}", timeout=0)
        printed = page.pdf(prefer_css_page_size=True)
        browser.close()
    return len(printed)


WAYS: dict[str, Callable[[int, int], int]] = {
    "both": lambda sheets, slips: _print_sheets(sheets) + _print_slips(_slips(slips)),
    "slips": lambda _, slips: _print_slips(_slips(slips)),
    "naive": lambda _, slips: _print_a_page_at_a_time(_slips(slips)),
    "chromium": lambda _, slips: _print_through_chromium(_slips(slips)),
}


def _megabytes_at_the_peak() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    kibibytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kibibytes) * 1024 / 1e6


if __name__ == "__main__":
    begun = time.perf_counter()
    printed_bytes = WAYS[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3]))
    print(time.perf_counter() - begun, _megabytes_at_the_peak(), printed_bytes / 1e6)
