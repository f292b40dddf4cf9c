"""台账: old ones come in with a preview, and one leaves that a superior accepts."""
