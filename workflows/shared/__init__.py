"""What every handled kind of case can do: each verb is declared once and holds in the states its workflow groups."""
