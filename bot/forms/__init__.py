"""Forms: one declared engine that asks, keeps a draft, shows a summary and sends it once."""
