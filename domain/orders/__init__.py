"""The order: `decide` what a command means, `evolve` what an event changes; a file per step of the work."""
