"""How much is asked of the database, and how it answers: counts, plans and ratios, never seconds."""
