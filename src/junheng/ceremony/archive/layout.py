"""Where things lie on the disc, and the papers that explain it: 说明, 目录, 校验."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

GUIDE = "说明.txt"
CONTENTS = "目录.txt"
CHECKSUMS = "校验.txt"
MANIFEST = "清单.json"
SIGNATURE = "清单.sig.json"
OPEN_FOLDER = "公开"
SEALED_FOLDER = "封存"
RECORDING_FOLDER = "录像"
SEALED_PACKAGE = f"{SEALED_FOLDER}/sealed.sgx"
INTERNAL_PACKAGE = f"{SEALED_FOLDER}/internal.sgx"
RECORDINGS = f"{RECORDING_FOLDER}/recordings.json"
PUBLIC_FILE = f"{OPEN_FOLDER}/public.json"

UNSIGNED = (MANIFEST, SIGNATURE, CHECKSUMS)
"""What the signed list cannot name: itself, its signature, and the list of it all."""

_BYTE_ORDER_MARK = "\ufeff"
_PURPOSES = {
    GUIDE: "本盘说明",
    CONTENTS: "本目录",
    CHECKSUMS: "每个文件的 SHA-256，供通用工具核对",
    MANIFEST: "带签名的清单，它的校验值就是光盘码",
    SIGNATURE: "清单的签名",
    SEALED_PACKAGE: "封存包（加密）：名册、盐值、程序，可从头重算",
    INTERNAL_PACKAGE: "内部材料（加密）：名单、有姓名的表格、签字表扫描件",
    RECORDINGS: "录像文件的名称、大小和校验值",
    PUBLIC_FILE: "公开核验包，任何人可核验",
    f"{OPEN_FOLDER}/verifier.html": "核验网页，双击打开，不联网",
    f"{OPEN_FOLDER}/freeze.json": "冻结文件，其校验值就是冻结码",
    f"{OPEN_FOLDER}/seed.txt": "种子文本，其校验值就是种子",
    f"{OPEN_FOLDER}/balance.html": "均衡报告",
    f"{OPEN_FOLDER}/balance.json": "均衡报告的数据",
}


@dataclass(frozen=True)
class DiscFacts:
    """What the guide says about the disc; `hash_name` is SHA-256 or SM3."""

    title: str
    host: str
    day: str
    freeze_code: str
    key: str
    hash_name: str
    scan_count: int
    recording_count: int


def guide_text(facts: DiscFacts) -> bytes:
    """`说明.txt`: what this disc is, how to check it, who may open what."""
    recordings = (
        f"录像 {facts.recording_count} 个文件，只记名称、大小和校验值，原件另存。"
        if facts.recording_count
        else "没有登记录像。"
    )
    scans = f"签字表扫描件 {facts.scan_count} 个。" if facts.scan_count else "没有扫描件。"
    return _windows_text(
        f"{facts.title}　存档光盘",
        "",
        *([f"主持单位：{facts.host}"] if facts.host else []),
        f"记录截至：{facts.day}",
        f"冻结码：{facts.freeze_code}",
        f"会议签名公钥：{facts.key}",
        "",
        "一、盘上有什么",
        "“公开”文件夹：公开核验包、核验网页、种子文本和不含姓名的表格，任何人可以看。",
        "“封存”文件夹：两个加密文件。sealed.sgx 是封存包，能把分班从头重算一遍；",
        "　　internal.sgx 是名单、有姓名的表格和扫描件。没有口令谁也打不开。",
        f"“录像”文件夹：{recordings}{scans}",
        f"每个文件的用途见 {CONTENTS}。",
        "",
        "二、怎样核对本盘完好",
        "有本软件：junheng archive check 光盘（或镜像文件）。",
        "没有本软件：在 Windows 命令行执行 certutil -hashfile 文件名 SHA256，",
        f"　　与 {CHECKSUMS} 对照；在 Linux 上进入光盘目录执行 sha256sum -c {CHECKSUMS}。",
        f"{MANIFEST} 是带签名的清单，校验算法是 {facts.hash_name}；",
        "　　它自己的校验值就是盘面标签上的光盘码。",
        "",
        "三、谁可以打开封存文件",
        "口令四十位，分两半，教育局、纪检各存一半，两半合在一起才能打开。",
        "里面是未成年人的个人信息：只供复核、督查、诉讼使用，每次打开要登记，用完即删。",
        "打开：junheng archive open 封存/sealed.sgx --passphrase-file 口令.txt --out 文件夹",
        "",
        "四、保存和销毁",
        "三份分存三处。保存期满后，物理销毁光盘和两半口令，并登记。",
    )


def contents_text(paths: Iterable[str], full_names: Mapping[str, str]) -> bytes:
    """`目录.txt`: each file with its purpose; a shortened name with the whole one.

    `full_names` has the whole name of each path that had to change.
    """
    lines = ["文件\t用途"]
    lines += [f"{path}\t{_purpose(path)}" for path in sorted(paths)]
    if full_names:
        lines += ["", "光盘上的文件名最长 64 个字，下列名称作了缩短：", "盘上名称\t完整名称"]
        lines += [f"{path}\t{full_names[path]}" for path in sorted(full_names)]
    return _windows_text(*lines)


def checksums_text(sums: Sequence[tuple[str, str]]) -> bytes:
    """`校验.txt` as `sha256sum -c` reads it; `sums` are path and SHA-256."""
    lines = [
        "# 每行是一个文件的 SHA-256 和它在盘上的位置。",
        "# Windows：certutil -hashfile 文件名 SHA256　　Linux：sha256sum -c 校验.txt",
        *(f"{sha256}  {path}" for path, sha256 in sorted(sums)),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def entries_by_path(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The files of a manifest or a list of recordings by their path."""
    return {str(entry["path"]): entry for entry in document["files"]}


def _purpose(path: str) -> str:
    if path in _PURPOSES:
        return _PURPOSES[path]
    if path.startswith(f"{OPEN_FOLDER}/results/"):
        return "结果文件，其校验值就是结果码"
    return "录像" if path.startswith(f"{RECORDING_FOLDER}/") else "表格"


def _windows_text(*lines: str) -> bytes:
    """Text that the oldest Notepad shows as it is: a byte order mark and both line ends."""
    return (_BYTE_ORDER_MARK + "".join(f"{line}\r\n" for line in lines)).encode()
