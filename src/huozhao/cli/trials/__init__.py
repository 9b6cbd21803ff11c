"""Trials: whole malls lived through day by day, arm by arm, by the same simulated cities."""
