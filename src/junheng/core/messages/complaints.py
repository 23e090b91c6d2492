"""Sentences about complaints."""

from typing import Final

SENTENCES: Final[dict[str, str]] = {
    "complaint_too_many": (
        "从您这里提交的投诉太多，请一小时后再来；着急的请打监督电话。已经提交的不受影响。"
    ),
    "complaint_too_many_at_all": "现在提交的人太多，请稍后再来；着急的请打监督电话。",
    "complaint_too_fast": "提交得太快，请看一遍所填的内容，再点一次“提交”。",
    "complaint_form_old": "这一页打开得太久，请刷新页面重新填写；可以先把内容复制下来。",
    "complaint_needs_content": "请把事情写清楚，至少 %(least)d 个字：什么时间、哪个学校、什么事。",
    "complaint_too_long": "内容最多 %(most)d 个字，请写要点；材料可以拍照上传。",
    "complaint_in_future": "收到日期比今天还晚，请核对。",
    "complaint_needs_school": "反映学校的，请选择是哪一所学校。",
    "complaint_needs_words": "请写明具体情况，不能只写一两个字。",
    "complaint_not_found": (
        "编号和查询码对不上，或者试得太多。请核对后再试；"
        "多次不对的，%(minutes)d 分钟后再来，或打监督电话查询。"
    ),
    "complaint_is_over": "这件投诉%(state)s，不能再补充；有新的情况，请重新提交一件。",
    "complaint_too_many_supplements": "补充的次数太多，请打监督电话联系承办人。",
    "complaint_not_declared": "请先声明您与被反映的学校和人员有没有利害关系，再办理。",
    "complaint_declare_yourself": "这里声明的是别人的情况；您自己的，请用“声明”一栏。",
    "complaint_stays_away": "已经回避的，由纪检监督决定能不能参与，本人不能收回。",
    "complaint_has_moved_on": "这件投诉现在是“%(state)s”，与提出时不同，请重新提出。",
    "referral_needs_place": "请选一所学校，或者写明一个单位，两样只填一样。",
    "referral_tells_complainant": (
        "转办内容里有投诉人的姓名、联系方式或投诉编号，没有发出。请删去能看出是谁投诉的话，再转办。"
    ),
    "referral_is_the_schools": "转给学校的，由学校在平台上回复，不能代填。",
}
