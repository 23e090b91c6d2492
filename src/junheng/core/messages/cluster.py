"""Sentences of a draw that is spread over several machines."""

SENTENCES: dict[str, str] = {
    "cluster_not_installed": (
        "本机没有安装集群组件。单机抽签不需要它：去掉 --cluster 即可，结果相同；"
        "要用集群，请按 docs/operate/cluster.md 用 requirements-cluster.txt 安装。"
    ),
    "cluster_unreachable": (
        "连不上集群调度器 %(address)s。请检查地址、网络、防火墙和证书；"
        "也可以去掉 --cluster 由本机抽签，结果相同。"
    ),
    "cluster_certificate_unreadable": (
        "读不出集群证书。--cluster-ca、--cluster-cert、--cluster-key "
        "要是 PEM 格式、彼此相配的文件。"
    ),
    "cluster_without_workers": (
        "集群里还没有工作机。请先在各台机器上启动 dask worker，再用同一条命令。"
    ),
    "cluster_program_differs": (
        "工作机 %(machine)s 上的均衡程序与本机不是同一版本，或没有安装，不能参加抽签。"
        "请装成同一版本再用同一条命令；已经抽好的学校不会重抽。"
    ),
    "cluster_answer_wrong": (
        "工作机 %(machine)s 交回的结果与本机重算的不符，没有采用。"
        "请让这台机器退出集群并检查，再用同一条命令；已经核对的学校不会重抽。"
    ),
}
