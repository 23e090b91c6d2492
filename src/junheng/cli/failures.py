"""The sentence for a failure that ends a command or a part of it."""

import traceback
from pathlib import Path

from junheng.core.messages import describe
from junheng.engine.errors import JunhengError


def failure_words(error: Exception) -> str:
    """The sentence for what went wrong.

    An exception that nobody foresaw is told by its place, without its text, which may hold a
    student's data.
    """
    if isinstance(error, JunhengError):
        return describe(error)
    if isinstance(error, MemoryError):
        return "内存不足：请关闭其他程序，或把名册按学校拆开后再试。"
    frames = traceback.extract_tb(error.__traceback__)
    nearest = frames[-3:][::-1]
    places = " ← ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in nearest)
    return (
        f"程序内部错误（{type(error).__name__}，{places}）。"
        "没有写入任何不完整的文件；请把括号里的内容告诉技术人员。"
    )
