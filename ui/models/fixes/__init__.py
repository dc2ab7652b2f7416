"""What each kind of failure means and what would mend it: one rule a kind, in families; see ``case`` for the frame."""
