"""Wage arrears in figures: pure functions of claims, payments, plans, signals and payers. No clock; only ``reading`` asks the database."""
