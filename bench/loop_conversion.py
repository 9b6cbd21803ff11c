"""Conversion of the loop against the usual way, over cities."""

from _loop import need_report, show

if __name__ == "__main__":
    need_report()
    show("loop_conversion", "conversion", "share of visits with a paid order")
