"""`python -m huozhao` is the command line."""

from huozhao.cli.main import main

main()
