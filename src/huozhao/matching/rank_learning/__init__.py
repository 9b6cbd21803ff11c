"""Learn to rank from the mall's own impressions: labels, position bias, learners, calibration, the judgement."""
