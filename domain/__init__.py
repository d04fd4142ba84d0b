"""The rules of Naryad: pure values and functions, no input, no output, no framework but pydantic."""
