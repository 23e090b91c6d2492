"""`junheng serve`: the platform on this computer. The only command that knows the web program."""

import click

from junheng.cli.chinese import ChineseCommand
from junheng.cli.output import say
from junheng.cli.passphrases import ask_start_passphrase


@click.command(
    cls=ChineseCommand,
    help="启动阳光分班平台（网页版），在浏览器里使用。",
    example="junheng serve --port 8080",
)
@click.option("--address", metavar="地址", default="127.0.0.1", help="监听地址，默认只供本机使用")
@click.option(
    "--port", metavar="端口", type=click.IntRange(1, 65535), default=8000, help="默认 8000"
)
@click.option(
    "--server",
    type=click.Choice(("granian", "waitress")),
    default="granian",
    help="网页服务程序，个别电脑上默认的不能用时换另一个",
)
@click.option(
    "--processes",
    metavar="个数",
    type=click.IntRange(1, 16),
    default=1,
    help="网页服务进程的个数，默认 1；公布当晚家长集中查询，可设为处理器核数减一",
)
def serve(address: str, port: int, server: str, processes: int) -> None:
    """Serve until stopped."""
    from junheng.web import serving  # noqa: PLC0415 - the other commands do not wait for Django

    serving.give_start_passphrase(ask_start_passphrase)
    serving.serve(address=address, port=port, server=server, processes=processes, say=say)
