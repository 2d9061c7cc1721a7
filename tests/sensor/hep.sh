#!/bin/sh
exec python3 "$(dirname "$0")/hep.py" "$1"
