"""One file a panel: each joins the session to widgets, and knows no other panel."""
