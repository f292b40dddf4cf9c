"""登记: a report taken in by somebody who works here, for a worker who is at the window, on the telephone or on the floor."""
