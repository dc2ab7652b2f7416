"""The rules of the trap radar, in families; see :mod:`ui.models.radar.scene` for what they are given."""
