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
from junheng.ceremony.frozen import Frozen, FrozenUnit, load_frozen
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.output import say, say_heading
from junheng.cli.program import main as junheng
from junheng.engine.randomness.digits import uniform_digits
from tools.make_county import COUNTY, write_county

MARKER = ".junheng-demo"
ENVELOPES = 5
COUNTY_CODE = "520999"
FORMS = ("分班名单公示表", "班级师生情况一览表", "编班过程记录表")
STYLE = """
body { font: 17px/1.7 sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
body { color: #222 }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem }
ul { list-style: none; padding: 0 } li { padding: .35rem 0; border-bottom: 1px solid #e3e8ec }
li a { font-weight: bold; display: inline-block; min-width: 9em } li span { color: #555 }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #ccd4da; padding: .4em .6em }
thead th { background: #eef2f5 } tbody th { text-align: left } td { text-align: center }
"""


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
    (folder / "index.html").write_text(_index(folder, real, frozen), encoding="utf-8")
    return max(codes)


def _index(folder: Path, real: Path, frozen: Frozen) -> str:
    """A page that leads to everything that was made."""
    links = [
        ("均衡报告", "给家长看：每一项是否都做到了最均衡", real / "balance.html"),
        ("全部名单", "学校内部使用", real / "lists.xlsx"),
        ("公开核验包", "任何人可以下载、核验", real / "public.json"),
        ("种子文本", "现场数字，文件的 SHA-256 就是种子", real / "seed.txt"),
        ("演练的均衡报告", "带“演练”水印，不是结果", folder / "演练" / "balance.html"),
        ("名册", "学校报上来的样子，含一列被拒收的分数", folder / f"{COUNTY}新生名册.xlsx"),
    ]
    items = "".join(
        f"<li>{_link(folder, path, title)}<span>{escape(purpose)}</span></li>"
        for title, purpose, path in links
    )
    rows = "".join(_form_row(folder, real / "forms", unit) for unit in frozen.units)
    heads = "".join(f"<th>{head}</th>" for head in ("学校", "学生", "班级", *FORMS))
    return (
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{COUNTY}阳光分班演示</title><style>{STYLE}</style>"
        f"<h1>{COUNTY}阳光分班演示</h1>"
        "<p>五所虚构学校，从名册到分班、公示和核验。人名和证件号都是编造的。</p>"
        f"<ul>{items}</ul><h2>表格</h2><table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></html>\n"
    )


def _form_row(folder: Path, forms: Path, unit: FrozenUnit) -> str:
    papers = (next(forms.glob(f"*-{form}-{unit.unit}.pdf")) for form in FORMS)
    cells = [str(len(unit.students)), str(unit.class_count)]
    cells += [_link(folder, paper, "打开") for paper in papers]
    return f"<tr><th>{escape(unit.school)}</th><td>{'</td><td>'.join(cells)}</td></tr>"


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
