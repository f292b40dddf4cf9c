"""For those who sit at a table: with an account their sessions and questions, without one the one-time link."""
