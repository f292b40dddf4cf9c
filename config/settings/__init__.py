"""One module for each way of running: embedded (one process, SQLite), production, test."""
