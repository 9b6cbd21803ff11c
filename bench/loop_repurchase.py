"""Repurchase of the loop against the usual way."""

from _loop import need_report, show

if __name__ == "__main__":
    need_report()
    show("loop_repurchase", "repurchase", "share of buyers who buy again")
