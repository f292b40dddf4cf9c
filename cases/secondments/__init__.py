"""What the rows of a secondment add up to: opinions, figures, shares of grades; and its annexes as spreadsheets."""
