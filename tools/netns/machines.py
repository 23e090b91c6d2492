"""Machines made of Linux network namespaces: each with its own network, joined by a switch.

Processes inside one see no other network, and `cut` takes its cable out: nothing is refused and
nothing answers any more, as when a switch or a machine dies. Needs Linux and root.
"""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

SWITCH = "jh-switch"
NETWORK = "10.231.77"
OFFICE = f"{NETWORK}.1"
"""The address of this computer in their network."""


@dataclass(frozen=True)
class Machine:
    """One machine; `inside` is what stands before a command that runs in it."""

    name: str
    address: str

    @property
    def inside(self) -> tuple[str, ...]:
        """Words that run the following command in this machine."""
        return ("ip", "netns", "exec", self.name)

    @property
    def cable(self) -> str:
        """The end of its cable at the switch."""
        return f"{self.name}-0"

    def cut(self) -> None:
        """Take its cable out."""
        _ip("link", "set", self.cable, "down")

    def join(self) -> None:
        """Put its cable in again."""
        _ip("link", "set", self.cable, "up")


@contextmanager
def machines(*names: str) -> Iterator[tuple[Machine, ...]]:
    """Machines of these names (short ones) beside this computer; gone afterwards."""
    with ExitStack() as stack:
        _ip("link", "add", SWITCH, "type", "bridge")
        stack.callback(_ip, "link", "del", SWITCH)
        _ip("addr", "add", f"{OFFICE}/24", "dev", SWITCH)
        _ip("link", "set", SWITCH, "up")
        yield tuple(
            stack.enter_context(_machine(name, f"{NETWORK}.{number}"))
            for number, name in enumerate(names, start=2)
        )


@contextmanager
def _machine(name: str, address: str) -> Iterator[Machine]:
    made = Machine(name, address)
    plug = f"{name}-1"
    _ip("netns", "add", name)
    try:
        _ip("link", "add", made.cable, "type", "veth", "peer", "name", plug)
        _ip("link", "set", plug, "netns", name)
        _ip("link", "set", made.cable, "master", SWITCH)
        made.join()
        for words in (
            ("addr", "add", f"{address}/24", "dev", plug),
            ("link", "set", plug, "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", name, *words)
        yield made
    finally:
        _ip("netns", "del", name)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
