"""`junheng void`: make a freeze void, for a reason from a closed list (SG1 §7.4)."""

from pathlib import Path

import click

from junheng.ceremony.folder import opened_folder
from junheng.ceremony.opened import open_ceremony
from junheng.ceremony.printing import print_after
from junheng.ceremony.surroundings import real_surroundings
from junheng.ceremony.voiding import Void, void_freeze
from junheng.cli.chinese import EXIT_FINDINGS, ChineseCommand
from junheng.cli.output import say, say_heading, say_json, say_warning
from junheng.cli.printing import Printer
from junheng.engine.errors import JunhengError
from junheng.engine.record.paper import paper_lines

FILE = click.Path(path_type=Path)
REASONS = {
    "C": "更正名册",
    "P": "程序有误",
    "T": "录入与签字单不符",
    "E": "独立重算不符",
    "R": "名册根不符",
    "D": "纪检或法院书面决定",
}


@click.command(
    cls=ChineseCommand,
    help="作废一次冻结。理由只有六种：C 更正名册（封签以前）；P 程序有误（拆封以前）；"
    "T 录入与签字单不符、E 独立重算不符、R 名册根不符（锁定以后）；"
    "D 纪检或法院书面决定（任何时候）。",
    example="junheng void 正式结果 --reason C --signer 纪检监督 --signer 局复核\n"
    "junheng void 正式结果 --reason D --ref 纪发2026-12号 --signer 纪检监督 \\\n"
    "    --signer 第1席 --signer 第2席",
)
@click.argument("folder_path", metavar="结果文件夹", type=FILE)
@click.option("--reason", metavar="C|P|T|E|R|D", required=True, help="作废理由")
@click.option("--signer", "signers", metavar="身份", multiple=True, required=True,
              help="签字的身份或席位（不写人名），可重复；必须有纪检监督")  # fmt: skip
@click.option("--ref", "reference", metavar="依据", default="",
              help="P 写哪一步有误，D 写决定的文号；不写人名")  # fmt: skip
@click.option("--no-forms", "has_forms", is_flag=True, flag_value=False, default=True,
              help="不生成作废单")  # fmt: skip
@click.option("--yes", "is_confirmed", is_flag=True, help="不再询问")
@click.option("--json", "is_json", is_flag=True, help="输出 JSON")
def void(
    folder_path: Path,
    reason: str,
    signers: tuple[str, ...],
    reference: str,
    *,
    has_forms: bool,
    is_confirmed: bool,
    is_json: bool,
) -> int:
    """Make a freeze void."""
    if not folder_path.is_dir():
        raise JunhengError("void_folder_missing")
    surroundings = real_surroundings()
    printer = Printer(surroundings, is_wanted=has_forms)
    with opened_folder(folder_path) as folder:
        if not folder.has_freeze():
            raise JunhengError("void_folder_missing")
        ceremony = open_ceremony(folder, surroundings, allows_void=True)
        if not (is_confirmed or is_json or _confirmed(ceremony.frozen.code)):
            say("没有作废。")
            return EXIT_FINDINGS
        made = void_freeze(ceremony, reason=reason, signers=signers, reference=reference)
        printer.print(ceremony, lambda press: print_after(ceremony, press, {"VOID"}))
    if is_json:
        say_json(
            {
                "freeze": made.freeze,
                "no": made.number,
                "reason": made.reason,
                "stage": made.stage,
                "signers": list(made.signers),
                "results": list(made.results),
                "wait_hours": made.wait_hours,
                "recorded_before": made.is_recorded_before,
                "failure": printer.failure,
            }
        )
    else:
        _show(made, folder_path)
        if printer.failure:
            say_warning(printer.failure)
    return EXIT_FINDINGS if printer.failure else 0


def _confirmed(code: str) -> bool:
    say_warning("作废不能撤销。作废的结果永远留在公开核验包里，每位家长都看得到。")
    words = f"作废冻结码以 {code[:16]} 开头的这次冻结吗？输入“作废”确认"
    typed: str = click.prompt(words, default="", show_default=False, err=True)
    return typed.strip() == "作废"


def _show(made: Void, folder: Path) -> None:
    say_heading(f"第 {made.number} 号冻结已作废：{made.reason}（{REASONS[made.reason]}）")
    for line in paper_lines(made.freeze):
        say(f"    {line}")
    say(f"签字：{'、'.join(made.signers)}")
    if made.results:
        say(f"作废的 {len(made.results)} 个结果仍留在公开核验包里，标为已作废。")
    say("公开核验包已重写，请重新公布。")
    say(
        f"更正后重新冻结：junheng draw 更正后的名册 --out {folder} --freeze；"
        f"新的冻结公告张贴 {made.wait_hours} 小时以后才能锁定种子。"
    )
