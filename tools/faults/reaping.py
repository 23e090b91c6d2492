"""What the worker does every night, two days later: sweep, make a backup, read files back.

Run as `python -m tools.faults.reaping` with the platform's variables set; prints each kept file
that cannot be read back.
"""

from datetime import timedelta

from junheng.web.serving import prepare


def main() -> None:
    """Reap."""
    prepare()
    # Only now: the applications need the prepared Django.
    from junheng.apps.care.services import backups  # noqa: PLC0415
    from junheng.apps.care.states import Reason  # noqa: PLC0415
    from junheng.core.access import SystemActor  # noqa: PLC0415
    from junheng.core.files import services as files  # noqa: PLC0415
    from junheng.web.clock import now  # noqa: PLC0415

    files.sweep(at=now() + timedelta(days=2))
    backups.back_up(Reason.COMMAND, by=SystemActor("backup"), at=now())
    for stored, fault in files.damaged_files():
        print(f"{stored.code} {stored.kind}: {fault}")


if __name__ == "__main__":
    main()
