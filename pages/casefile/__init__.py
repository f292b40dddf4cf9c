"""Cases: the list, the file of one, and a form for every step a person takes."""
