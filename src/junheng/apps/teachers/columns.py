"""The sheet of teaching teams (班级任课教师表): who teaches what in whose class."""

from collections.abc import Mapping
from typing import Final

from junheng.tabular import Column, Text

TITLE: Final = "班级任课教师表"

COLUMNS: Final[tuple[Column, ...]] = (
    Text(
        "班主任",
        to="homeroom",
        required=True,
        is_personal_name=True,
        longest=40,
        aliases=("班主任姓名", "所属班主任"),
        help="名单上的班主任。同一个班的每一行都填这位班主任。",
    ),
    Text(
        "学科",
        to="subject",
        required=True,
        longest=20,
        aliases=("任教学科", "科目", "课程"),
        help="例如：语文、数学、英语、道德与法治。班主任自己任教的学科也填一行。",
    ),
    Text(
        "任课教师",
        to="name",
        required=True,
        is_personal_name=True,
        longest=40,
        aliases=("教师", "教师姓名", "任课教师姓名", "姓名"),
        help="一门学科一位；同一位老师可以教几个班。",
    ),
)

EXAMPLES: Final[Mapping[str, str]] = {"homeroom": "王芳", "subject": "语文", "name": "王芳"}
