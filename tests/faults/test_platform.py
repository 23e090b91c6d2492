"""Which process of the platform is which, by its command."""

import pytest

from tools.faults.platform import HELPER, WEB, WORKER, kind_of


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("python -m django work --lease 30 --ends-with-stdin", WORKER),
        ("python -c from multiprocessing.spawn import spawn_main; spawn_main()", WEB),
        ("python -m junheng.cli serve --port 20000", WEB),
        ("/usr/lib/postgresql/15/bin/pg_dump --no-password --file=work", HELPER),
        ("python -P /x/junheng/engine/own_process.py 99 /x/junheng/tabular/calamine.py", HELPER),
    ],
)
def test_what_a_program_started_for_itself_is_no_web_process(command: str, kind: str) -> None:
    assert kind_of([word.encode() for word in command.split(" ")]) == kind
