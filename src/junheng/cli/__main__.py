"""`python -m junheng.cli …`."""

from junheng.cli.program import main

if __name__ == "__main__":
    raise SystemExit(main())
