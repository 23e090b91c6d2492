"""Sentences for homeroom teachers and teaching teams."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "teachers_filed": (
        "班主任名单已备案（备案号 %(number)s）。按规定，名单备案并公示后不得更换（HT-03）。"
        "确需更换的，由学校提出调整申请、说明理由，经教育局同意后在“特殊情况调整”中办理。"
    ),
    "teachers_submitted": (
        "班主任名单已报送教育局，正在等待备案，不能修改。要改请联系教育局先退回。"
    ),
    "teachers_before_classes": (
        "还不知道编几个班：请先上报学生名册并填好班级数，再填班主任名单（一个班一位）。"
    ),
    "teachers_before_approval": (
        "学生名册还没有审定，班级数可能改变，现在不能备案。请先在“起始年级”里审定名册。"
    ),
    "teachers_not_needed": "这个年级只有一个班，不需要编班，也不需要班主任名单。",
    "teachers_not_listed": "还没有填班主任名单，请先填好名单。",
    "teachers_need_no_consent": "班主任名单还没有备案，请直接修改名单，不需要办理更换。",
    "teachers_fit_no_longer": (
        "名单上有 %(found)d 位班主任，班级数是 %(expected)d：一个班一位，请先改好名单再继续。"
    ),
    "teachers_list_faulty": "名单里还有错误，没有写入。请返回上一页，按提示改正后再保存。",
    "teachers_preview_gone": "没有等待保存的名单，请重新填写或上传。",
    "teachers_changed_meanwhile": "班主任名单在您预览之后被改过，没有写入。请重新上传任课教师表。",
    "teacher_not_on_list": "这位老师不在备案的班主任名单上，请核对姓名。",
    "teacher_already_on_list": "接任的老师已经在名单上，一位老师只能担任一个班的班主任。",
    "teams_before_list": "请先填好班主任名单，再填任课教师：任课教师是按班主任一组一组填的。",
    "team_homeroom_unknown": "这位班主任不在已保存的名单上，请核对姓名是否一字不差。",
    "team_subject_twice": "同一个班的同一门学科在第 %(first)d 行已经填过，请只留一位任课教师。",
    "team_subject_missing": (
        "名单第 %(place)d 位班主任的班没有“%(subject)s”的任课教师，别的班有。请补上这一行。"
    ),
}
