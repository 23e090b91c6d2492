"""What people hold in their hands, filled from a sitting: reports, lists, forms."""
