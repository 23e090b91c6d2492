"""Made-up counties: the template filled in by hand, and the same numbers without a workbook."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl

from junheng.monitoring import county_template
from junheng.profiles.indicators import load_catalogue

NATIONAL = load_catalogue("national-2017")
HEADER = 3

# A primary school of 400 that meets every standard, by the headings of the sheet.
GOOD_PRIMARY: Mapping[str, Any] = {
    "小学学生数（人）": 400, "小学高于规定学历的专任教师数（人）": 20,
    "小学县级以上骨干教师数（人）": 4, "小学体育、音乐、美术、艺术专任教师数（人）": 4,
    "教学及辅助用房面积（平方米）": 2000, "其中室内体育用房面积（平方米）": 100,
    "运动场地面积（平方米）": 3000, "教学仪器设备资产值（元）": 800000,
    "网络多媒体教室数（间）": 10, "小学最大班额（人）": 45,
    "班级数（个）": 9, "音乐专用教室数（间）": 1, "美术专用教室数（间）": 1,
    "最小的音乐专用教室面积（平方米）": 96, "最小的美术专用教室面积（平方米）": 90,
    "专用教室建成于2016年以前": "否", "九年一贯制或十二年一贯制学校": "否",
    "2010年以前建成或随迁子女超过一半": "否", "核定公用经费的学生数（人）": 400,
    "专任教师数（人）": 25, "持有教师资格证上岗的专任教师数（人）": 25,
    "制定了章程": "是", "学校管理与教学信息化": "是", "教师培训经费（元）": 20000,
    "公用经费预算总额（元）": 400000, "教师熟练运用信息化手段，设施设备利用率较高": "是",
    "德育工作、校园文化建设达到良好以上": "是", "课程开齐开足，开展综合实践活动": "是",
    "无过重课业负担": "是",
}  # fmt: skip

GOOD_JUNIOR: Mapping[str, Any] = {
    key.replace("小学", "初中"): value for key, value in GOOD_PRIMARY.items()
} | {
    "初中高于规定学历的专任教师数（人）": 24, "教学及辅助用房面积（平方米）": 2500,
    "运动场地面积（平方米）": 4200, "教学仪器设备资产值（元）": 1000000,
    "初中最大班额（人）": 50,
}  # fmt: skip

# Every item of the county, fulfilled.
GOOD_COUNTY: Mapping[str, Any] = {
    "学校规划布局合理": "是", "城乡学校建设标准统一": "是", "城乡教师编制标准统一": "是",
    "城乡学校基本装备配置标准统一": "是", "生均公用经费基准定额": 720,
    "国家生均公用经费基准定额": 720, "特殊教育学校生均公用经费": 7000,
    "教师平均工资收入": 90000.5, "当地公务员平均工资收入": 90000,
    "义务教育学校教师绩效工资总量足额": "是", "全县专任教师数": 900,
    "五年内完成360学时培训的教师数": 900, "编制、岗位由县级统筹分配": "是",
    "符合交流条件的教师数": 300, "当年交流轮岗的教师数": 45, "其中骨干教师数": 9,
    "城区、镇区公办小学新生数": 800, "其中就近划片入学的小学新生数": 800,
    "城区、镇区公办初中新生数": 700, "其中就近划片入学的初中新生数": 690,
    "优质高中招生名额数": 600, "其中分配到初中的名额数": 420, "名额分配向农村初中倾斜": "是",
    "留守儿童关爱体系健全": "是", "符合条件的随迁子女数": 300,
    "其中在公办学校和政府购买服务的民办学校就读的人数": 299, "三年前初中入学人数": 1000,
    "三年间转入人数": 20, "三年间转出人数": 30, "三年间死亡人数": 0, "本届初中毕业人数": 980,
    "适龄残疾儿童少年数": 60, "其中入学人数（随班就读、特教学校、送教上门）": 59,
    "国家义务教育质量监测相关科目水平等级": 3, "国家义务教育质量监测校际差异率": 0.12,
    "社会认可度调查中满意的答卷数": 900, "社会认可度调查的有效答卷数": 1000,
    "以考试方式招生": "否", "存在违规择校行为": "否", "存在重点学校或重点班": "否",
    "有编不补或长期聘用编外教师": "否", "重大安全责任事故或严重违纪违规": "否",
    "有弄虚作假行为": "否",
}  # fmt: skip


def school(code: str, name: str, kind: str, **changes: Any) -> dict[str, Any]:
    """A school of the sheet: good figures of its stages, changed by heading without the unit."""
    good = GOOD_JUNIOR if kind in {"初中", "完全中学"} else GOOD_PRIMARY
    if kind in {"九年一贯制学校", "十二年一贯制学校"}:
        good = {**GOOD_JUNIOR, **GOOD_PRIMARY, "专任教师数（人）": 50}
        good["持有教师资格证上岗的专任教师数（人）"] = 50
    if kind in {"特殊教育学校", "职业学校"}:
        good = {}
    if kind in {"完全中学", "十二年一贯制学校"}:
        good = {**good, "高中学生数（人）": 400}
    row = {"学校代码": code, "学校名称": name, "办学类型": kind, **good}
    for title, value in changes.items():
        (heading,) = [key for key in row if key.partition("（")[0] == title] or [title]
        row[heading] = value
    for stage in ("小学", "初中"):
        students, largest = row.get(f"{stage}学生数（人）"), row.get(f"{stage}最大班额（人）")
        if isinstance(students, int) and isinstance(largest, int):
            row[f"{stage}最大班额（人）"] = min(students, largest)
    return row


def workbook(
    schools: list[dict[str, Any]],
    county: Mapping[str, Any] = GOOD_COUNTY,
    *,
    year: int = 2026,
) -> openpyxl.Workbook:
    """The template of the year with these rows, not saved yet."""
    book = openpyxl.load_workbook(io.BytesIO(county_template(NATIONAL, year)))
    sheet = book["学校"]
    columns = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[HEADER]}
    for number, row in enumerate(schools, HEADER + 1):
        for heading, value in row.items():
            sheet.cell(number, columns[heading], value)
    for cells in book["全县"].iter_rows(min_row=HEADER + 1):
        if cells[0].value in county:
            cells[1].value = county[cells[0].value]
    return book


def saved(book: openpyxl.Workbook, folder: Path) -> Path:
    """The file of a workbook."""
    file = folder / "监测数据.xlsx"
    book.save(file)
    return file


def file_of(folder: Path, schools: list[dict[str, Any]], **more: Any) -> Path:
    """A county's file."""
    return saved(workbook(schools, **more), folder)
