"""The papers of an order, as PDF."""

from activities.papers.making import PaperRequest, Papers

__all__ = ["PaperRequest", "Papers"]
