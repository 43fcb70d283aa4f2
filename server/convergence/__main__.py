"""`python -m convergence` is the command `convergence`."""

from convergence.cli import main

main()
