"""The ceremony step by step (SG1 §5.1): every number is on paper before it is typed.

Each step is in the ledger before the next one is asked for, so the program may be killed at any
point: the same command goes on where the ledger ends, from the paper.
"""

import re

from junheng.ceremony.freezing import announce_notice
from junheng.ceremony.opened import Ceremony
from junheng.ceremony.seeding import (
    Progress,
    lock_seed,
    open_envelopes,
    progress_of,
    record_public_draw,
    seal_envelopes,
)
from junheng.ceremony.sitting import Desk, Finished, draw_for_real
from junheng.cli.asking import asked, confirmed
from junheng.cli.cards import SEPARATORS
from junheng.cli.output import say, say_heading, say_warning
from junheng.engine.errors import JunhengError
from junheng.engine.randomness.seeds import SYMBOLS, VOID, CeremonyRules, SeedText, differing_lines
from junheng.engine.record.paper import paper_lines

MOST_SEATS = 30


def hold_ceremony(ceremony: Ceremony, desk: Desk) -> Finished | None:
    """Hold the ceremony from where it stands; None when the person stops before the envelopes."""
    if progress_of(ceremony.book) is Progress.FROZEN and not _is_begun(ceremony):
        return None
    if progress_of(ceremony.book) < Progress.SEALED:
        _seal(ceremony)
    if progress_of(ceremony.book) < Progress.ROLLED:
        _roll(ceremony)
    if progress_of(ceremony.book) < Progress.OPENING:
        _open(ceremony)
    if progress_of(ceremony.book) < Progress.LOCKED:
        _lock(ceremony)
    say_heading("第六步　抽签计算")
    return draw_for_real(ceremony, desk)


def _is_begun(ceremony: Ceremony) -> bool:
    say_heading("第一步　核对冻结码")
    say("请家长代表拿出公告照片，逐组核对：")
    for line in paper_lines(ceremony.frozen.code):
        say(f"    {line}")
    for unit in ceremony.frozen.units:
        say(f"{unit.school}：{len(unit.students)} 名学生，{unit.class_count} 个班")
    if not ceremony.book.has("NOTICE_POSTED"):
        if not confirmed("冻结公告已经张贴了吗？"):
            say("请先张贴公告（结果文件夹的 forms/1-冻结）。名册已经冻结，开会时用同一条命令继续。")
            return False
        where = asked("张贴在哪里？")
        announce_notice(ceremony.book, ceremony.frozen, where)
    return confirmed("冻结码与公告一致，现在开始现场会吗？")


def _seal(ceremony: Ceremony) -> None:
    say_heading("第二步　封签")
    rules = _rules(ceremony)
    say(f"每位代表在杯中掷出 {rules.env_len} 位数字，填卡、装信封、骑缝签名、投箱。")
    say(f"至少 {rules.min_env} 封；投完以后封数不能再变。")
    while True:
        words = asked("各席位（写身份，不写姓名，用顿号隔开）")
        seats = [seat for seat in re.split(SEPARATORS, words) if seat]
        if rules.min_env <= len(seats) <= MOST_SEATS and confirmed(
            f"共 {len(seats)} 封，全部已投箱？"
        ):
            break
        say_warning(f"封数应在 {rules.min_env} 到 {MOST_SEATS} 之间，请重新输入。")
    seal_envelopes(ceremony, seats)


def _roll(ceremony: Ceremony) -> None:
    say_heading("第三步　当众掷骰")
    rules = _rules(ceremony)
    say(f"由抽签产生的两人当众掷出 {rules.public_len} 个数，从左到右，一人念、两人记。")
    while True:
        digits = _public_digits(rules, "念出的数字")
        say(f"    {' '.join(digits[start : start + 5] for start in range(0, len(digits), 5))}")
        if confirmed("与骰子（或记录表）逐位相同吗？记录以后不能再改"):
            break
    record_public_draw(ceremony, f"{rules.public}:{digits}")


def _open(ceremony: Ceremony) -> None:
    say_heading("第四步　拆封")
    say_warning("从拆封开始，只能往前走：锁定、抽签、公布。")
    while not confirmed("现在开始拆封吗？"):
        pass
    open_envelopes(ceremony)


def _lock(ceremony: Ceremony) -> None:
    say_heading("第五步　双人录入")
    say("两名录入员分别从现场数字记录表录入，互相不看。")
    public = str(ceremony.book.bodies("PUBLIC_DRAWN")[-1]["public"])
    seats = [str(seat) for seat in ceremony.book.bodies("ENVELOPES_SEALED")[-1]["seats"]]
    while True:
        first = _entry(ceremony, seats, "录入员甲")
        second = _entry(ceremony, seats, "录入员乙")
        different = differing_lines(first, second)
        if different:
            say_warning(f"两次录入不一致（{'、'.join(different)}），请两人都重新录入。")
            continue
        if first.public != public:
            say_warning("公开数与第三步记录的不一致，请对照记录表重新录入。")
            continue
        break
    filled = sum(card != VOID for card in first.envelopes)
    if filled < _rules(ceremony).min_env:
        raise JunhengError(
            "ceremony_cards_too_few", found=filled, expected=_rules(ceremony).min_env
        )
    say("请监督人员对照现场数字记录表，逐行核对下面的种子文本，然后在记录表上签字：")
    for line in first.lines():
        say(f"    {line}")
    while not confirmed("与记录表完全一致，已签字，锁定？"):
        say("如有不一致，请中断（Ctrl+C），用同一条命令重新录入。")
    lock_seed(ceremony, first)
    say("种子已锁定：")
    for line in paper_lines(first.seed().hex()):
        say(f"    {line}")


def _entry(ceremony: Ceremony, seats: list[str], who: str) -> SeedText:
    """One operator's entry of all numbers."""
    rules = _rules(ceremony)
    say_heading(who)
    digits = _public_digits(rules, "公开数")
    cards = [_card(rules, seat) for seat in seats]
    return SeedText(
        "SG1-SEED/1",
        ceremony.frozen.suite,
        ceremony.frozen.code,
        f"{rules.public}:{digits}",
        tuple(cards),
    )


def _public_digits(rules: CeremonyRules, prompt: str) -> str:
    allowed = SYMBOLS[rules.public]
    while True:
        digits = re.sub(r"\s", "", asked(f"{prompt}（{rules.public_len} 位）"))
        if len(digits) == rules.public_len and set(digits) <= set(allowed):
            return digits
        say_warning(
            f"要正好 {rules.public_len} 位，每位是 {allowed[0]} 到 {allowed[-1]}；"
            f"现在是 {len(digits)} 位。"
        )


def _card(rules: CeremonyRules, seat: str) -> str:
    while True:
        card = re.sub(r"\s", "", asked(f"“{seat}”的封签卡（{rules.env_len} 位；空卡输入 空）"))
        if card in {"空", VOID}:
            return VOID
        if re.fullmatch(rf"[0-9]{{{rules.env_len}}}", card):
            return card
        say_warning(f"要正好 {rules.env_len} 位数字；认不清的格子按 0 录入。")


def _rules(ceremony: Ceremony) -> CeremonyRules:
    return CeremonyRules.from_document(dict(ceremony.frozen.freeze["ceremony"]))
