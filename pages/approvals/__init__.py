"""审批: what waits for a signature, what was asked, what was decided."""
