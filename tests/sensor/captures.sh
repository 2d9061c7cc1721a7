#!/bin/sh
exec python3 "$(dirname "$0")/captures.py" "$1"
