#!/bin/sh
exec python3 -B "$2/tests/checks/attacks.py" "$1" "$2"
