"""The HTTP edge: authenticates, authorises, validates, sends one command or reads one view, renders."""
