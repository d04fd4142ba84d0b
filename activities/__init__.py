"""What touches the world for a workflow. Each may run twice and has its effect once."""
