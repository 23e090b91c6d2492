"""Acts on the bureau and its schools; the application's public face beside its queries."""

from junheng.apps.schools.services.bureau import (
    declare_use_of_rules,
    describe_bureau,
    finish_set_up,
    propose_bureau,
    propose_contacts,
    rules_are_in_use,
)
from junheng.apps.schools.services.schools import (
    digest_of,
    import_schools,
    preview_schools,
    read_schools,
)

__all__ = [
    "declare_use_of_rules",
    "describe_bureau",
    "digest_of",
    "finish_set_up",
    "import_schools",
    "preview_schools",
    "propose_bureau",
    "propose_contacts",
    "read_schools",
    "rules_are_in_use",
]
