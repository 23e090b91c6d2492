"""Sentences of the draw, of late arrivals and of the reduction."""

SENTENCES: dict[str, str] = {
    "classes_out_of_range": (
        "班级数应在 1 到学生数之间：现在是 %(classes)s 个班、%(positions)s 名学生。"
    ),
    "problem_malformed": "抽签数据不合格式，出错的部分：%(part)s。",
    "sizes_do_not_sum": (
        "各班人数 %(sizes)s 与班级数或学生数不符：合计 %(total)s 人，应为 %(positions)s 人。"
    ),
    "fixed_beyond_size": (
        "第 %(school_class)s 号班（从 0 数起）已固定 %(fixed)s 人，超过该班人数 %(size)s。"
    ),
    "group_partly_fixed": "同班组 %(group)s 的成员只能全部固定在同一个班，或者都不固定。",
    "group_larger_than_class": "同班组 %(group)s 的人数超过最大班额 %(size)s。",
    "apart_larger_than_k": "分班组 %(group)s 的人数超过班级数 %(classes)s，无法各在一班。",
    "together_and_apart": "同班组 %(together)s 与分班组 %(apart)s 互相矛盾：有两人同在两组。",
    "cap_cannot_hold": (
        "“%(attribute)s”取值 %(value)s 的有 %(holders)s 人，"
        "%(classes)s 个班每班至多 %(most)s 人，放不下。"
    ),
    "no_start_found": "试了一千次也没能让 %(groups)s 个同班组都整组坐进班级，请检查同班组与班额。",
    "kernel_unavailable": "本机没有安装 numba，不能使用编译内核；请改用 plain 或 auto。",
    "reduction_attribute_unknown": "减少班额所依据的项目“%(attribute)s”不在抽签项目中。",
    "reduction_seats_negative": "每名随班就读学生减少的班额人数不能是负数：%(seats)s。",
    "late_arguments_out_of_range": (
        "补报分班的参数不合理：%(classes)s 个班、%(arrivals)s 名补报学生；班额不能为负。"
    ),
    "late_no_seat": "有 %(arrivals)s 名补报学生，但班额上限 %(cap)s 之内只剩 %(seats)s 个座位。",
    "late_batch_too_large": (
        "一次补报 %(arrivals)s 人可能使班级人数相差 %(difference)s 人，超过 %(allowed)s 人；"
        "请分成几批抽签。"
    ),
    "rehearsals_too_few": "自由度报告至少要 %(least)s 次演练，现在是 %(rehearsals)s 次。",
}
