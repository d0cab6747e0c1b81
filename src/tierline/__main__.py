"""`python -m tierline` is the command `tierline`."""

from tierline.cli.main import main

main()
