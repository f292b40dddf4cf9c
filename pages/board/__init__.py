"""督查看板: how late each town is, and what to do about it."""
