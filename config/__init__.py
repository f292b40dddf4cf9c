"""Wiring: settings, addresses, the command line, the one-process server and the demonstration county."""
