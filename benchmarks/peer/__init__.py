"""What 枫桥 is measured against: the same step in viewflow, and the same list without us. Installed by no other settings."""
