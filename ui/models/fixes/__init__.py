"""What each kind of failure means and what would mend it: one rule a kind, in families; see :mod:`ui.models.fixes.case`."""
