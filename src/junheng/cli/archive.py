"""`junheng archive`: the disc of the day, its check years later, and the supervisor's door."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from junheng.ceremony.archive.checking import Question, check_disc
from junheng.ceremony.archive.findings import DiscReport
from junheng.ceremony.archive.label import LABEL_FILE, label_pdf
from junheng.ceremony.archive.making import Archive, Order, make_archive
from junheng.ceremony.archive.opening import Opened, open_sealed
from junheng.ceremony.folder import opened_folder
from junheng.ceremony.opened import open_ceremony
from junheng.ceremony.printing import Press
from junheng.ceremony.surroundings import real_surroundings
from junheng.cli.chinese import EXIT_FINDINGS, ChineseCommand, ChineseGroup
from junheng.cli.files import write_new_file
from junheng.cli.output import say, say_heading, say_json, say_warning
from junheng.cli.passphrases import read_passphrase
from junheng.cli.printing import Printer
from junheng.cli.verify import MARKS, VERDICTS
from junheng.core.messages import sentence
from junheng.engine.errors import JunhengError
from junheng.engine.record.paper import paper_lines

FILE = click.Path(path_type=Path)
DEFAULT_COPIES = 3
MOST_SHOWN = 12
CHECK_EXAMPLE = """junheng archive check 光盘.iso
junheng archive check D:\\ --passphrase-file 口令.txt --recording 会场录像.mp4"""


class ArchiveGroup(ChineseGroup):
    """`archive 文件夹` makes an archive; `archive check` and `archive open` are its other doors."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A first word that is no command is the folder of `make`."""
        if args and args[0] not in self.commands:
            args = ["make", *args]
        return super().resolve_command(ctx, args)


@click.group(
    cls=ArchiveGroup,
    help="存档：把分班的全部记录做成一个文件夹和一个可刻录的光盘镜像；多年后核对光盘；打开封存包。",
    subcommand_metavar="文件夹 … | check 光盘 … | open 封存包 …",
)
def archive() -> None:
    """Hold making, checking and opening."""


@archive.command(
    cls=ChineseCommand,
    help="做存档（“make”可以不写）：公开部分不加密，名单、有姓名的表格和扫描件加密。",
    example="junheng archive 正式结果 --out 存档 --passphrase-file 口令.txt "
    "--scans 扫描件 --recording 会场录像.mp4",
)
@click.argument("folder_path", metavar="结果文件夹", type=FILE)
@click.option("--out", metavar="文件夹", type=FILE, required=True, help="存档放到哪个文件夹")
@click.option("--passphrase-file", metavar="口令文件", type=FILE,
              help="封存包的两半口令；不给就当场输入")  # fmt: skip
@click.option("--scans", metavar="文件夹", type=FILE, help="签字表格的扫描件，加密存入")
@click.option("--recording", "recordings", metavar="文件", type=FILE, multiple=True,
              help="会场录像，可重复；只登记大小和校验值")  # fmt: skip
@click.option("--with-recordings", "has_recordings", is_flag=True, help="把录像也放进光盘")
@click.option("--copies", metavar="份数", type=click.IntRange(1, 99), default=DEFAULT_COPIES,
              help="刻几份，默认 3")  # fmt: skip
@click.option("--with-iso/--no-iso", "has_image", default=True, help="做不做光盘镜像，默认做")
@click.option("--no-forms", "has_forms", is_flag=True, flag_value=False, default=True,
              help="不生成光盘标签")  # fmt: skip
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def make(
    *,
    folder_path: Path,
    out: Path,
    passphrase_file: Path | None,
    scans: Path | None,
    recordings: tuple[Path, ...],
    copies: int,
    has_recordings: bool,
    has_image: bool,
    has_forms: bool,
    is_json: bool,
) -> int:
    """Make an archive."""
    if not folder_path.is_dir():
        raise JunhengError("archive_folder_missing")
    order = Order(
        out=out,
        passphrase=read_passphrase(passphrase_file),
        scans=scans,
        recordings=recordings,
        copies=copies,
        has_image=has_image,
        has_recordings_on_disc=has_recordings,
    )
    surroundings = real_surroundings()
    printer = Printer(surroundings, is_wanted=has_forms)
    with opened_folder(folder_path) as folder:
        if not folder.has_freeze():
            raise JunhengError("archive_folder_missing")
        ceremony = open_ceremony(folder, surroundings, allows_void=True)
        made = make_archive(ceremony, order)

        def print_label(press: Press) -> None:
            now = press.surroundings.now()
            label = label_pdf(
                ceremony, made, copies=copies, software=press.software, printed_at=now
            )
            write_new_file(out / LABEL_FILE, label)

        printer.print(ceremony, print_label)
    if is_json:
        say_json(_archive_document(made, copies) | {"failure": printer.failure})
    else:
        _show_archive(made, copies)
        if printer.failure:
            say_warning(printer.failure)
    return EXIT_FINDINGS if printer.failure else 0


@archive.command(
    cls=ChineseCommand,
    help="核对存档光盘：光盘、镜像文件或拷贝出来的文件夹都可以。",
    example=CHECK_EXAMPLE,
)
@click.argument("disc", metavar="光盘", type=FILE)
@click.option("--passphrase-file", metavar="口令文件", type=FILE,
              help="两半口令；给了就打开封存包，从头重算一遍")  # fmt: skip
@click.option("--notice", metavar="冻结码", help="公告栏上拍下的冻结码（64 位）")
@click.option("--public", "newest", metavar="公开文件", type=FILE,
              help="现在公布的 public.json：看这张盘有没有登记在流水账里")  # fmt: skip
@click.option("--recording", "recordings", metavar="文件", type=FILE, multiple=True,
              help="要核对的录像，可重复")  # fmt: skip
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def check(
    disc: Path,
    passphrase_file: Path | None,
    notice: str | None,
    newest: Path | None,
    recordings: tuple[Path, ...],
    *,
    is_json: bool,
) -> int:
    """Check a disc."""
    question = Question(
        passphrase=read_passphrase(passphrase_file).whole if passphrase_file else None,
        notice=notice,
        newest_public=_read(newest) if newest else None,
        recordings=recordings,
    )
    report = check_disc(disc, question)
    if is_json:
        say_json(_check_document(report))
    else:
        _show_check(report)
    return EXIT_FINDINGS if report.verdict == "red" else 0


@archive.command(
    "open",
    cls=ChineseCommand,
    help="监督人员打开封存文件（sealed.sgx 或 internal.sgx），核对后取出里面的文件。",
    example="junheng archive open 封存/sealed.sgx --passphrase-file 口令.txt --out 取出",
)
@click.argument("sealed", metavar="封存文件", type=FILE)
@click.option("--passphrase-file", metavar="口令文件", type=FILE, help="两半口令；不给就当场输入")
@click.option("--out", metavar="文件夹", type=FILE, required=True, help="取出到哪个新文件夹")
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def open_(sealed: Path, passphrase_file: Path | None, out: Path, *, is_json: bool) -> int:
    """Open a sealed file."""
    raw = _read(sealed)
    opened = open_sealed(raw, read_passphrase(passphrase_file).whole, out)
    if is_json:
        say_json({"out": str(out), "key": opened.key, "files": list(opened.names)})
    else:
        _show_opened(opened, out)
    return 0


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise JunhengError("verify_file_unreadable", file=file.name) from problem


def _archive_document(made: Archive, copies: int) -> dict[str, Any]:
    return {
        "code": made.code,
        "lines": list(paper_lines(made.code)),
        "folder": str(made.folder),
        "image": str(made.image) if made.image else None,
        "files": made.file_count,
        "bytes": made.byte_count,
        "scans": made.scan_count,
        "recordings": made.recording_count,
        "shortened": made.shortened_count,
        "copies": copies,
        "recorded_before": made.is_recorded_before,
    }


def _show_archive(made: Archive, copies: int) -> None:
    say_heading("存档完成，已逐个文件读回核对。")
    say(f"　{made.file_count} 个文件，共 {made.byte_count / 1_000_000:.1f} MB：{made.folder}")
    if made.image is not None:
        say(f"　光盘镜像：{made.image}（用刻录软件的“刻录映像”刻 {copies} 份）")
    if made.shortened_count:
        say(f"　{made.shortened_count} 个文件名太长，已缩短，对照表在盘上的目录.txt。")
    say("光盘码（写在盘面标签上，也在流水账里）：")
    for line in paper_lines(made.code):
        say(f"    {line}")
    if (made.folder.parent / LABEL_FILE).exists():
        say(f"　标签和封套：{made.folder.parent / LABEL_FILE}")
    if made.is_recorded_before:
        say("流水账里已有这张光盘，没有重复登记。")
    else:
        say(f"已登记进流水账（刻录 {copies} 份），公开核验包已重写。")
    if not made.scan_count:
        say_warning("！没有扫描件：现场签字的表格请扫描后用 --scans 存入。")
    if not made.recording_count:
        say_warning("！没有登记录像：全程录像请用 --recording 登记大小和校验值。")
    say("刻好以后逐张核对：junheng archive check 光盘的位置")


def _check_document(report: DiscReport) -> dict[str, Any]:
    return {
        "verdict": report.verdict,
        "code": report.code,
        "findings": [
            {
                "code": finding.code,
                "outcome": finding.outcome,
                "sentence": sentence(finding.code, finding.params),
                "params": dict(finding.params),
            }
            for finding in report.findings
        ],
    }


def _show_check(report: DiscReport) -> None:
    for finding in report.findings:
        mark, colour = MARKS[finding.outcome]
        say(f"{click.style(mark, fg=colour)} {sentence(finding.code, finding.params)}")
    if report.code is not None:
        say("光盘码（请与盘面标签核对）：")
        for line in paper_lines(report.code):
            say(f"    {line}")
    words, colour = VERDICTS[report.verdict]
    say(click.style(f"结论：{words}", fg=colour, bold=True))


def _show_opened(opened: Opened, out: Path) -> None:
    say_heading(f"已核对并取出：{opened.title}")
    _show_names(opened.names)
    say(f"　放在 {out}（只有您能进入）")
    say(f"签名的公钥 {opened.key}，请与冻结公告核对。")
    if not opened.is_internal:
        say("private/sealed-….json 是名册，可交给核验网页从头重算。")
    say_warning("！里面是未成年人的个人信息：登记这次打开的人和事由，不要拷走，用完即删。")


def _show_names(names: Sequence[str]) -> None:
    shown = [name for name in names if name.startswith(("private/", "evidence/", "public/"))]
    for name in (shown or list(names))[:MOST_SHOWN]:
        say(f"　{name}")
    if len(names) > MOST_SHOWN:
        say(f"　…… 共 {len(names)} 个文件")
