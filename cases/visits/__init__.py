"""Visits as figures: what is owed and made, where to go next, how many there were."""
