"""Measured against limits and peers, side by side in one run."""
