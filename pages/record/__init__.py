"""记录: whether the chain stands, for those who trust nothing."""
