"""The independent verifier (独立核验程序) of the assignment protocol SG1.

It needs nothing but Python: copy this folder anywhere and run `python -m verifier`.
"""

from .package_check import verify_package
from .processes import UnfinishedError
from .public_check import verify_public
from .report import Report, Step
from .teams_check import verify_teams

__all__ = ["Report", "Step", "UnfinishedError", "verify_package", "verify_public", "verify_teams"]
