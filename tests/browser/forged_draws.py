"""Everything that forgers make of a real draw: each forgery with the check that must name it."""

from tests.browser import forged_files, forged_ledgers, forged_rosters, forged_tickets

PUBLIC = forged_files.FORGED | forged_ledgers.FORGED
TICKETS = forged_tickets.FORGED
SEALED = forged_rosters.FORGED
