"""Wage arrears in figures: pure functions of claims, payments, plans, signals and payers. No database, no clock."""
