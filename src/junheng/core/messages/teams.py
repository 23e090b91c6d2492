"""Sentences for building teaching teams: faults, causes, and what keeps teams unequal."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "teams_malformed": "教学团队的数据不完整（%(part)s）。请检查教师名单后重试。",
    "teams_impossible": (
        "这份名单组不成教学团队，原因共 %(count)d 条，见下；不止一条的，是合在一起才办不到。"
        "请改动其中一条后重试，如果还有别的原因，会再列出来。"
    ),
    "teams_not_found": (
        "在限定的步数内没有找到一个符合全部规定的方案，也没有证明它不存在。"
        "请放宽一条规定（如最多任教班级数、回避），或增加一位教师后重试。"
    ),
    "teams_sheet_unclear": (
        "不知道用哪张工作表：文件里有内容的工作表是 %(known)s。请用 --sheet 指定一张。"
    ),
    "teams_subject_unclear": "学科看不懂，请写学科名称，教两门的用顿号隔开，如“语文、道法”。",
    "teams_avoided_unknown": (
        "要回避的教师在名单上找不到，或同名的不止一位。请核对姓名；同名的改写工号。"
    ),
    "teams_folder_taken": (
        "这个文件夹里已经有一次冻结的教学团队，名单、班级数或规则与这次不同。"
        "请换一个 --out 文件夹；要用原来冻结的名单，请给原来的名单文件。"
    ),
    "teams_drawn_already": (
        "这次冻结已经用现场数字抽取过，一次冻结只能抽取一次。结果在同一文件夹的 teams.json 里。"
    ),
    "teams_record_broken": (
        "文件夹里的教学团队记录不完整，或被改动过。请用原来的名单在新文件夹里重新冻结。"
    ),
    "seed_of_other_teams": "现场数字不属于这次冻结的教学团队，请核对冻结码。",
    "teams_cause_no_teacher": "“%(subject)s”没有教师，%(needed)d 个班都需要一位。",
    "teams_cause_classes": (
        "“%(subject)s”要教 %(needed)d 个班，教师按“最多任教班级数”合计最多教 %(found)d 个班。"
    ),
    "teams_cause_load": (
        "“%(subject)s”要教 %(needed)d 个班，教师按工作量上限合计最多教 %(found)d 个班"
        "（都不当班主任时；当班主任另算半个标准工作量）。"
    ),
    "teams_cause_homeroom_few": (
        "%(needed)d 个班要 %(needed)d 位班主任，名单上可任班主任的有 %(found)d 位。"
    ),
    "teams_cause_homeroom_many": (
        "%(needed)d 个班要 %(needed)d 位班主任，名单上已定 %(found)d 位，每位都必须有一个班。"
    ),
    "teams_cause_apart": "第 %(first)d 行与第 %(second)d 行的教师要求回避，不能教同一个班。",
    "teams_cause_absent": "第 %(rows)s 行的教师有子女在本年级，至少要有一个班不由他们任教。",
    "teams_cause_short_of_classes": "还有 %(short)d 个班没有人教。",
    "teams_cause_short_of_heads": "还差 %(short)d 位。",
    "teams_cause_joint": "单看这一条是够的，与其他各条合在一起就排不开。",
    "teams_cause_only_they": "但“%(subject)s”只有他们能教。",
    "teams_causes_further": "另外，下面这些地方也不够，要一并补齐才能组成。",
    "teams_cause_kept": "第 %(first)d 行的教师须留在第 %(second)d 行班主任的班教“%(subject)s”。",
    "teams_sheet_open": (
        "文件里有内容的工作表是 %(known)s，不知道用哪张。请在“工作表名称”里写明，或只留一张。"
    ),
    "teams_sheet_unknown": (
        "文件里没有这个名称的工作表。有内容的工作表是 %(known)s，请照着写，或只留一张。"
    ),
    "teams_sheet_empty": "文件里没有写着内容的工作表。请检查是不是选错了文件。",
    "teams_no_subject": "至少要填一门学科和它的课时。",
    "teams_reason_too_short": "请写明理由，至少 %(least)d 个字：教育局要看到。",
    "teams_row_unknown": "名单上没有这位教师，或者他不教这门学科。请重新选择。",
    "teams_row_kept_already": "这个班的这门学科已经锁定。要换一位教师，请先解除原来的锁定。",
    "teams_before_roster": "还没有导入任课教师名单，请先导入。",
    "teams_locked_unknown": (
        "第 %(number)d 行锁定已不成立：名单或课程改过，名单上没有这位教师，或他不再教这门学科。"
        "请解除这一行，需要时重新锁定。"
    ),
    "teams_proposal_waits": "方案 %(number)d 正在计算，请等它得出结果。",
    "teams_nothing_changed": (
        "教师名单、课时和锁定都没有变，结果就是方案 %(number)d："
        "同一份名单总是得出同一个方案，谁也不能挑。要别的方案，请先改名单、课时或锁定。"
    ),
    "teams_proposal_not_ready": "方案 %(number)d 没有组成团队，不能报送。",
    "teams_classes_changed": (
        "方案 %(number)d 算出以后班级数改过，对不上。请重新组建，再报送新方案。"
    ),
    "teams_outdated": (
        "方案 %(number)d 算出以后教师名单或课时改过，它不是照现在的名单组成的。"
        "请重新组建，再报送新方案。"
    ),
    "teams_names_unfit": (
        "方案 %(number)d 里有两位班主任同名，或班主任的姓名里有数字、符号，写不进班主任名单。"
        "请在教师名单里改正姓名；同名的，只留一位可任班主任。然后重新导入、重新组建。"
    ),
    "teams_at_bureau": (
        "教学团队已报送教育局，正在等待备案，不能再组建或改课时、锁定。要改请联系教育局先退回。"
    ),
    "teams_filed": (
        "教学团队已备案（备案号 %(number)s），不能再组建或改课时、锁定。"
        "要更换任课教师，请校长在“教学团队”页的“更换任课教师”里提出，须经教育局同意。"
    ),
    "teams_not_filed_yet": (
        "教学团队还没有备案，或者没有教师名单，不需要办理更换。请直接修改后报送。"
    ),
    "teams_not_on_roster": (
        "备案名单上有教师不在最近导入的教师名单里，或同名不止一位，比较不了更换前后的均衡。"
        "请先把教师名单补全，重新导入。"
    ),
    "teams_successor_unknown": "原任课教师与备案的不一致，可能刚刚更换过。请重新选择。",
    "teams_homeroom_elsewhere": (
        "他是这个班的班主任。更换班主任请在“补录与调整”里办理，经教育局同意后任课随之更换。"
    ),
    "teams_successor_breaks_rules": "不能由这位教师接任：%(what)s。请另选一位。",
    "teams_changed_meanwhile": ("提出申请以后名单改过，均衡变化与当时看到的不同。请学校重新提出。"),
    "teams_needed": (
        "本地规则要求以整个教学团队抽签：每位班主任的班都要有各科任课教师，才能报送备案。"
        "请在“教学团队”里组建并报送，或先填任课教师。"
    ),
}
