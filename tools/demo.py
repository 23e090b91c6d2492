"""`python3 run.py demo`: a made-up county from its rosters to verified classes.

Everything a county does on its day, in a minute: five schools' rosters, a rehearsal, the freeze,
the real draw from invented dice, lists, forms, balance report, and the independent verification.
"""

import argparse
import shutil
import time
from html import escape
from pathlib import Path

from junheng.ceremony.folder import CeremonyFolder
from junheng.ceremony.freezing import random_digits
from junheng.ceremony.frozen import load_frozen
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.output import say, say_heading
from junheng.cli.program import main as junheng
from tools.make_county import COUNTY, write_county

MARKER = ".junheng-demo"
ENVELOPES = 5
COUNTY_CODE = "520999"


def main() -> int:
    """Run the demonstration and name the folder; returns the exit code."""
    parser = argparse.ArgumentParser(prog="run.py demo")
    parser.add_argument("--out", type=Path, default=Path("demo"), help="结果文件夹（默认 demo）")
    parser.add_argument("--once", action="store_true", help="做完就结束（现在总是如此）")
    options = parser.parse_args()
    begun = time.monotonic()
    folder: Path = options.out
    if not _emptied(folder):
        say(f"{folder} 里有别的东西，请用 --out 换一个文件夹。")
        return 1
    code = _demonstrate(folder)
    if code == 0:
        say_heading(f"全部完成，用时 {time.monotonic() - begun:.0f} 秒。请打开：")
        say(f"  {(folder / 'index.html').resolve()}")
    return code


def _demonstrate(folder: Path) -> int:
    roster = folder / f"{COUNTY}新生名册.xlsx"
    rehearsal, real = folder / "演练", folder / "正式"
    passphrase = folder / "封存包口令（演示用）.txt"
    common = ["--sheets", "--county", COUNTY, "--county-code", COUNTY_CODE]
    common += ["--host", f"{COUNTY}教育局", "--place", "教育局一楼会议室"]
    paper = ["--public", f"d10:{_dice(20)}"]
    for _ in range(ENVELOPES):
        paper += ["--envelope", _dice(8)]
    write_county(roster)
    steps: list[tuple[str, list[str]]] = [
        ("一　检查名册", ["roster", "check", str(roster)]),
        ("二　演练", ["draw", str(roster), "--out", str(rehearsal), *common]),
        ("三　冻结名册", ["draw", str(roster), "--out", str(real), "--freeze", *common]),
        (
            "四　正式分班（数字来自演示用的骰子和封签卡）",
            [
                *("draw", str(roster), "--out", str(real), "--passphrase-file", str(passphrase)),
                *common,
                *paper,
            ],
        ),
    ]
    for title, words in steps:
        say()
        say_heading(title)
        if code := junheng(words):
            return code
    return _verify(folder, real, passphrase)


def _verify(folder: Path, real: Path, passphrase: Path) -> int:
    frozen = load_frozen(CeremonyFolder(real))
    say()
    say_heading("五　独立核验：公开文件、一张凭条、封存包（从头重算）")
    ticket = min((real / "tickets").iterdir())
    notice = ["--notice", frozen.code]
    public = ["verify", "public", str(real / "public.json"), *notice, "--ticket", str(ticket)]
    package = ["verify", "package", str(real / "sealed.sgx"), *notice]
    package += ["--passphrase-file", str(passphrase)]
    codes = [junheng([*words, "--brief"]) for words in (public, package)]
    (folder / "index.html").write_text(_index(folder, real), encoding="utf-8")
    return max(codes)


def _index(folder: Path, real: Path) -> str:
    """A page that leads to everything that was made."""
    entries = [
        ("均衡报告（给家长看的）", real / "balance.html"),
        ("全部名单（学校内部）", real / "lists.xlsx"),
        ("公开核验包", real / "public.json"),
        ("种子文本", real / "seed.txt"),
        *((form.stem, form) for form in sorted((real / "forms").iterdir())),
        ("演练的均衡报告（带水印）", folder / "演练" / "balance.html"),
        ("名册（学校报上来的样子）", folder / f"{COUNTY}新生名册.xlsx"),
    ]
    links = "\n".join(
        f'<li><a href="{escape(path.relative_to(folder).as_posix())}">{escape(title)}</a></li>'
        for title, path in entries
    )
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{COUNTY}阳光分班演示</title>"
        "<style>body{font:18px/1.7 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
        "h1{font-size:1.5rem}</style>"
        f"<h1>{COUNTY}阳光分班演示</h1>"
        "<p>五所虚构学校，从名册到分班、公示和核验。人名和证件号都是编造的。</p>"
        f"<ul>{links}</ul></html>\n"
    )


def _dice(count: int) -> str:
    return random_digits(real_surroundings(), count)


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
