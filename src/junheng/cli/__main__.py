"""`python -m junheng.cli …`."""

import multiprocessing

from junheng.cli.program import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # where the program was made one file for Windows
    raise SystemExit(main())
