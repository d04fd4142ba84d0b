"""The local stack: every server Naryad needs, from wheels, and its own processes, under one supervisor.

`make up` and the tests use the same `LocalStack` (local.py). Each child runs on a leash (leash.py), so that
nothing outlives the process that started it, however that process ends.
"""
