"""Dietary and access needs: asked once, shown to few, forgotten shortly after."""
