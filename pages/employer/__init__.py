"""What an employer's representative sees: the papers sent to the employer, and nothing of any case."""
