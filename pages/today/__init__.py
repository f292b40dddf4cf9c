"""今日: the home of everyone who works here."""
