"""`python3 run.py demo`: a made-up county from its rosters to verified classes, twice.

In the terminal everything a county does on its day, in a minute: five schools' rosters, a
rehearsal, the freeze, the real draw from invented dice, lists, forms, balance report,
representatives, lots for the homeroom teachers, the archive, and the independent verification of
all of it. Meanwhile the platform is filled with a county in the middle of its year, one school in
every state; at the end it is opened in its own data folder.
"""

import argparse
import shutil
import subprocess
import sys
import time
from html import escape
from pathlib import Path

from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.frozen import FrozenUnit, load_frozen
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.output import say, say_heading
from junheng.cli.program import main as junheng
from junheng.engine.randomness.digits import uniform_digits
from tools import demo_serving
from tools.make_county import COUNTY, write_county, write_teachers

MARKER = ".junheng-demo"
ROSTER = f"{COUNTY}新生名册.xlsx"
TEACHERS = f"{COUNTY}班主任名单.xlsx"
REHEARSAL, REAL, ARCHIVE = "演练", "正式", "存档"
HALVES = "封存包口令（演示用）.txt"
OF_THE_SESSION = (
    *("--sheets", "--county", COUNTY, "--county-code", "520999"),
    *("--host", f"{COUNTY}教育局", "--place", "教育局一楼会议室"),
)
STYLE = """
body { font: 17px/1.7 sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
body { color: #222 }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem }
ul { list-style: none; padding: 0 }
li { display: grid; grid-template-columns: 9em 1fr }
li { padding: .35rem 0; border-bottom: 1px solid #e3e8ec }
li a { font-weight: bold } li span { color: #555 }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #ccd4da; padding: .4em .6em }
tbody th { text-align: left } td a { margin-right: 1em }
"""


def main() -> int:
    """Run the demonstration and open the platform; returns the exit code."""
    parser = argparse.ArgumentParser(prog="run.py demo")
    parser.add_argument("--out", type=Path, default=Path("demo"), help="结果文件夹（默认 demo）")
    parser.add_argument("--port", type=int, default=8000, help="平台的端口（默认 8000）")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="做完就结束，不打开平台")
    how.add_argument("--open", action="store_true", help="只打开上次做好的演示平台")
    how.add_argument("--codes", action="store_true", help="只显示管理员此刻的动态口令")
    options = parser.parse_args()
    folder: Path = options.out
    if options.open or options.codes:
        if not demo_serving.is_prepared(folder):
            say(f"{folder} 里没有做好的演示平台，请先运行 run.py demo。")
            return 1
    elif code := _prepare(folder):
        return code
    if options.codes:
        demo_serving.show_codes(folder)
    elif not options.once:
        demo_serving.open_platform(folder, demo_serving.free_port(options.port))
    return 0


def _prepare(folder: Path) -> int:
    """Make everything anew: the platform in a process of its own, beside the terminal's part."""
    begun = time.monotonic()
    if demo_serving.is_running(folder):
        say("演示平台正在运行，请先在它的窗口里按 Ctrl+C。")
        return 1
    if not _emptied(folder):
        say(f"{folder} 里有别的东西，请用 --out 换一个文件夹。")
        return 1
    command = [sys.executable, "-m", "tools.demo_serving", str(folder)]
    with subprocess.Popen(command) as beside:
        try:
            code = _demonstrate(folder)
            if code == 0:
                say_heading("十一　网页平台：一个县，每种进度各有一所学校（还要一会儿）")
                code = beside.wait()
        finally:
            beside.terminate()
    if code == 0:
        say_heading(f"全部完成，用时 {time.monotonic() - begun:.0f} 秒。请打开：")
        say(f"  {(folder / 'index.html').resolve()}")
        say(f"平台的演示账号：{(folder / demo_serving.ACCOUNTS).resolve()}")
    return code


def _demonstrate(folder: Path) -> int:
    for step in (_before_the_day, _on_the_day, _afterwards, _verify):
        if code := step(folder):
            return code
    (folder / "index.html").write_text(_index(folder), encoding="utf-8")
    return 0


def _before_the_day(folder: Path) -> int:
    write_county(folder / ROSTER)
    return _run(
        ("一　检查名册", "roster", "check", folder / ROSTER),
        ("二　演练", "draw", folder / ROSTER, "--out", folder / REHEARSAL, *OF_THE_SESSION),
    ) or _freeze(folder)


def _freeze(folder: Path) -> int:
    rehearsed = load_frozen(CeremonyFolder(folder / REHEARSAL))
    counts = {unit.sheet: unit.class_count for unit in rehearsed.units}
    write_teachers(folder / TEACHERS, counts)
    roster = ("draw", folder / ROSTER, "--out", folder / REAL, *OF_THE_SESSION)
    return _run(("三　冻结名册和班主任名单", *roster, "--freeze", "--teachers", folder / TEACHERS))


def _on_the_day(folder: Path) -> int:
    secret = ("--passphrase-file", folder / HALVES)
    return _run(
        (
            "四　正式分班（数字来自演示用的骰子和封签卡）",
            *("draw", "--out", folder / REAL, *secret, *_paper(20, 5)),
        )
    )


def _afterwards(folder: Path) -> int:
    """Representatives and lots on paper at the first school, electronic lots at the second."""
    real = folder / REAL
    first, second, *_ = load_frozen(CeremonyFolder(real)).units
    lots: tuple[str | Path, ...] = ("lots", real, "--school", first.sheet)
    for _ in range(2):  # two people type the same sheet
        lots += ("--groups", _lots(first), "--teachers", _lots(first, shift=4))
    scans, recording = folder / "扫描件（演示用）", folder / "会场录像（演示用）.mp4"
    _stand_ins(real, scans, recording)
    return _run(
        (
            f"五　抽家长代表（{first.sheet}）",
            *("representatives", real, "--school", first.sheet, *_paper(8, 2)),
        ),
        (f"六　班主任抽签：实物签（{first.sheet}）", *lots),
        (
            f"七　班主任抽签：电子抽签（{second.sheet}）",
            *("lots", real, "--school", second.sheet, *_paper(8, 2)),
        ),
        (
            "八　存档",
            *("archive", real, "--out", folder / ARCHIVE),
            *("--passphrase-file", folder / HALVES),
            *("--scans", scans, "--recording", recording),
        ),
    )


def _verify(folder: Path) -> int:
    real, archive = folder / REAL, folder / ARCHIVE
    notice = ("--notice", load_frozen(CeremonyFolder(real)).code)
    secret = ("--passphrase-file", folder / HALVES)
    ticket = min((real / "tickets").iterdir())
    public = ("verify", "public", real / "public.json", *notice, "--ticket", ticket)
    disc = ("archive", "check", archive / "光盘.iso", *notice, *secret)
    return _run(
        ("九　独立核验：公开文件、一张凭条", *public, "--brief"),
        (
            "十　核对光盘，打开封存包从头重算",
            *(*disc, "--public", real / "public.json"),
            *("--recording", folder / "会场录像（演示用）.mp4"),
        ),
    )


def _run(*steps: tuple[object, ...]) -> int:
    """Run commands one after the other, each under its title, until one fails."""
    for title, *words in steps:
        say()
        say_heading(str(title))
        if code := junheng([str(word) for word in words]):
            return code
    return 0


def _stand_ins(real: Path, scans: Path, recording: Path) -> None:
    """What a county would scan and film: the unsigned sheets, and a file of nothing."""
    scans.mkdir(exist_ok=True)
    for sheet in sorted((real / "forms").rglob("*现场数字记录表*.pdf")):
        shutil.copy(sheet, scans / sheet.name)
    recording.write_bytes(bytes(1 << 16))


def _lots(unit: FrozenUnit, shift: int = 1) -> str:
    """Lots 1…k in some order, as two people read them from the form."""
    count = unit.class_count
    return ",".join(str((number + shift) % count + 1) for number in range(count))


def _paper(length: int, cards: int) -> tuple[str, ...]:
    """Public dice and cards as they would stand on paper."""
    envelopes = tuple(word for _ in range(cards) for word in ("--envelope", _dice(8)))
    return ("--public", f"d10:{_dice(length)}", *envelopes)


def _index(folder: Path) -> str:
    """A page that leads to everything that was made."""
    real, archive = folder / REAL, folder / ARCHIVE
    links = [
        ("均衡报告", "给家长看：每一项是否都做到了最均衡", real / "balance.html"),
        ("核验网页", "家长打开，选公开核验包和凭条，不联网", real / "verifier.html"),
        ("公开核验包", "任何人可以下载、核验", real / "public.json"),
        ("全部名单", "学校内部使用", real / "lists.xlsx"),
        ("种子文本", "现场数字，文件的 SHA-256 就是种子", real / "seed.txt"),
        ("光盘说明", "存档光盘上有什么、怎样核对", archive / "光盘" / "说明.txt"),
        ("光盘标签", "三份光盘，各一张标签、一张封套", archive / "光盘标签.pdf"),
        ("演练的均衡报告", "带“演练”水印，不是结果", folder / REHEARSAL / "balance.html"),
        ("名册", "学校报上来的样子，含一列被拒收的分数", folder / ROSTER),
        ("班主任名单", "和名册一起冻结", folder / TEACHERS),
        ("平台演示账号", "网页平台，用 run.py demo --open 打开", folder / demo_serving.ACCOUNTS),
    ]
    items = "".join(
        f"<li>{_link(folder, path, title)}<span>{escape(purpose)}</span></li>"
        for title, purpose, path in links
    )
    steps = sorted(path for path in (real / "forms").iterdir() if path.is_dir())
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{COUNTY}阳光分班演示</title><style>{STYLE}</style>"
        f"<h1>{COUNTY}阳光分班演示</h1>"
        "<p>五所虚构学校，从名册到分班、抽签、公示、核验和存档。人名和证件号都是编造的。</p>"
        f"<ul>{items}</ul>{''.join(_step_table(folder, step) for step in steps)}</html>\n"
    )


def _step_table(folder: Path, step: Path) -> str:
    """The forms of one step: a row for each school, and one for the whole session."""
    rows: dict[str, list[str]] = {}
    for paper in sorted(step.glob("*.pdf")):
        holder, _, title = paper.stem.partition("-")
        link = _link(folder, paper, title.partition("-")[0])
        rows.setdefault(holder, []).append(link)
    body = "".join(
        f"<tr><th>{escape(holder)}</th><td>{'　'.join(found)}</td></tr>"
        for holder, found in rows.items()
    )
    return f"<h2>{escape(step.name)}</h2><table><tbody>{body}</tbody></table>"


def _link(folder: Path, path: Path, title: str) -> str:
    return f'<a href="{escape(path.relative_to(folder).as_posix())}">{escape(title)}</a>'


def _dice(count: int) -> str:
    return uniform_digits(real_surroundings().entropy, count)


def _emptied(folder: Path) -> bool:
    """Make the folder empty if it is new or an earlier demonstration's."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).exists():
            return False
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).touch()
    return True


if __name__ == "__main__":
    raise SystemExit(main())
