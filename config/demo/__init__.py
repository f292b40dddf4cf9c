"""The demonstration county: 诸暨市 with its real towns and villages, and invented enterprises, people and cases."""
