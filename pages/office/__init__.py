"""办公: units, employers, people, the calendar, rules and codes, for office clerks. Changes go through the rooms' actions."""
