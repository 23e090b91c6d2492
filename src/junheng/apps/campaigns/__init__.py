"""The campaign of a year: plan, calendar, and each school's starting grade on its way."""
