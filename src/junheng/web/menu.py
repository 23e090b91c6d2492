"""The menu: each entry says which permission shows it. An application adds its entries here."""

from dataclasses import dataclass
from typing import Final

from junheng.core.access import Permission, StaffActor


@dataclass(frozen=True)
class MenuEntry:
    """A page in the menu and on the workbench; `purpose` is one sentence for a newcomer."""

    title: str
    route: str
    purpose: str
    permission: Permission | None = None


MENU: Final = (
    MenuEntry("工作台", "home", "您能做的事和等您办的事。"),
    MenuEntry(
        "本年度工作",
        "campaigns:now",
        "全年日程、各校起始年级办到了哪一步、下一步做什么。",
        Permission.CAMPAIGNS_VIEW,
    ),
    MenuEntry(
        "全县总览",
        "overview:now",
        "全县进展、逾期、覆盖率和均衡情况在一页上，可以导出。",
        Permission.OVERVIEW_VIEW,
    ),
    MenuEntry(
        "查找学生",
        "students:search",
        "按完整的证件号查找一名学生；每次查找和查看都会记录。",
        Permission.STUDENTS_OPEN,
    ),
    MenuEntry(
        "重复在册",
        "students:county_doubles",
        "同时在两所学校名册上的学生：看两校处理到哪一步，协商不成的由局复核决定。",
        Permission.STUDENTS_DOUBLES,
    ),
    MenuEntry(
        "教学团队",
        "teams:list",
        "导入任课教师，组建各班师资相当的教学团队，比较方案、报送备案，备案后更换。",
        Permission.TEACHERS_VIEW,
    ),
    MenuEntry(
        "班主任名单",
        "teachers:list",
        "各校起始年级的班主任：填写或导入、报送、备案。备案后不得更换。",
        Permission.TEACHERS_VIEW,
    ),
    MenuEntry(
        "公示公告",
        "notices:list",
        "打印公告、登记张贴和照片、期满撤下，登记和答复异议。",
        Permission.NOTICES_VIEW,
    ),
    MenuEntry(
        "现场编班",
        "assignment:list",
        "安排现场会、冻结名册、主持抽签、班主任抽签、签字生效、公示和锁定。",
        Permission.ASSIGNMENT_VIEW,
    ),
    MenuEntry(
        "补录与调整",
        "adjustments:list",
        "名单生效以后：补录抽签、特殊情况调整、更换班主任、学籍核对。",
        Permission.ADJUSTMENTS_VIEW,
    ),
    MenuEntry(
        "督查",
        "inspections:list",
        "安排督查、抽取学校、比对和检验班里的名单、写发现、签发、排名。",
        Permission.INSPECTIONS_VIEW,
    ),
    MenuEntry(
        "督查意见",
        "inspections:findings",
        "教育局督查后签发给学校的意见，可以说明一次。",
        Permission.FINDINGS_VIEW,
    ),
    MenuEntry(
        "整改",
        "rectifications:list",
        "督查发现的问题、监测的短板：期限、进展、材料、核查、销号，逾期提醒。",
        Permission.RECTIFICATIONS_VIEW,
    ),
    MenuEntry(
        "优质均衡监测",
        "monitoring:list",
        "学校填报资源和办学数据，教育局审核，看全县差异系数、预警、缺口和报告。",
        Permission.MONITORING_VIEW,
    ),
    MenuEntry(
        "投诉举报",
        "complaints:list",
        "登记、受理、转办、答复投诉，逾期提醒，统计和导出。",
        Permission.COMPLAINTS_VIEW,
    ),
    MenuEntry(
        "教育局转办件",
        "complaints:referrals",
        "教育局请学校核实的事情，在期限前回复。",
        Permission.REFERRALS_VIEW,
    ),
    MenuEntry(
        "短信",
        "outbox:overview",
        "发给家长的短信：待发、已发、没有发成的有多少，重发、测试。",
        Permission.OUTBOX_VIEW,
    ),
    MenuEntry(
        "家长请求",
        "guardians:requests",
        "家长对孩子个人信息的查阅、复制、更正、删除请求：期限、答复。",
        Permission.FAMILIES_VIEW,
    ),
    MenuEntry(
        "学校",
        "schools:list",
        "查看本县（区）的学校名单；局操作员可以用表格导入或更新。",
        Permission.SCHOOLS_VIEW,
    ),
    MenuEntry(
        "局资料和电话",
        "schools:bureau",
        "修改教育局名称、监督举报电话、地方规则，维护各单位举报电话表；须两人办理。",
        Permission.BUREAU_EDIT,
    ),
    MenuEntry(
        "账号与岗位",
        "accounts:list",
        "开通、停用账号，授予、收回岗位。三名管理员各管一段，互相监督。",
        Permission.ACCOUNTS_VIEW,
    ),
    MenuEntry(
        "审计记录",
        "trail:entries",
        "查每一次登录、查看、修改和被拒绝的操作，检查记录的链，打印公告栏用的链头。",
        Permission.TRAIL_VIEW,
    ),
    MenuEntry(
        "运行维护",
        "care:overview",
        "每天自动检查的结果、备份、密钥。有问题时工作台上会提醒。",
        Permission.CARE_VIEW,
    ),
    MenuEntry(
        "待确认事项", "accounts:proposals", "须两人办理的事项：别人提出、等您确认的，和您提出的。"
    ),
    MenuEntry("我的账号", "accounts:own", "修改密码、启用动态口令、查看在哪些电脑上登录过。"),
)


def menu_for(actor: StaffActor) -> tuple[MenuEntry, ...]:
    """The entries that this person can use."""
    return tuple(entry for entry in MENU if entry.permission is None or actor.may(entry.permission))
