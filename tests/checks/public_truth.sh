#!/bin/sh
exec python3 "$2/tests/checks/public_truth.py" "$1" "$2"
