"""联调: what a body beside the town was asked, and its answer; and the forms with which the town asks and sums up."""
