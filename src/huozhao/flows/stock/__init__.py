"""Stock from all channels in the one ledger: levels, lots, sums and the audit."""
