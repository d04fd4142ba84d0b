"""The papers of an order, as PDF."""

from activities.papers.making import Papers

__all__ = ["Papers"]
