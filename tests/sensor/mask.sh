#!/bin/sh
# --mask: no user, number or address of a capture in any output, equal stays
# equal; and without it, no credential in any output ever.
exec python3 -B "$(dirname "$0")/mask.py" "$@"
