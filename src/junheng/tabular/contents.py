"""Tell what a file is by its first bytes; names like .xls on a web page fool nobody."""

from typing import Final, Literal

from junheng.engine.errors import JunhengError

Container = Literal["zip", "compound", "text"]

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_FILES: Final = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"SQLite format 3", "数据库文件"),
)
_WEB_PAGE_STARTS: Final = (
    b"mime-version:",
    b"<html",
    b"<!doctype",
    b"<table",
    b"<head",
    b"<meta",
    b"<style",
    b"<div",
)
_LOOKED_AT: Final = 4096


def container_of(raw: bytes, file: str) -> Container:
    """Return how the file is packed; raises `file_not_a_spreadsheet` naming what it is instead."""
    for start, found in _OTHER_FILES:
        if raw.startswith(start):
            raise JunhengError("file_not_a_spreadsheet", file=file, found=found)
    if raw.startswith(_ZIP):
        return "zip"
    if raw.startswith(_COMPOUND):
        return "compound"
    _refuse_markup(
        raw[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ").lower(), file
    )
    return "text"


def _refuse_markup(start: bytes, file: str) -> None:
    if start.startswith(b"<?xml") and b"office:spreadsheet" in start:
        raise JunhengError("file_kind_unsupported", file=file, found="XML 表格（2003）")
    if start.startswith(_WEB_PAGE_STARTS) or b"<html" in start:
        raise JunhengError("file_not_a_spreadsheet", file=file, found="网页（HTML）")
    if start.startswith(b"<?xml"):
        raise JunhengError("file_not_a_spreadsheet", file=file, found="XML 文件")
