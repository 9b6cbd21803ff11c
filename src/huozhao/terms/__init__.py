"""The words every room shares: money, time, places, goods, errors. Imports nothing of ours."""
