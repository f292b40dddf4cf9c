"""Pages for everybody: the front door, the report in three steps, the receipt, and following a case by it."""
