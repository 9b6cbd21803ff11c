"""Live tags: kept current as events arrive, as time passes, as definitions, consents and persons change."""
