#!/bin/sh
# The settings file as people meet it: --check-config, a bad one at start, SIGHUP,
# trying one on a capture. Usage: settings.sh RINGSIDE SOURCE_DIR BINARY_DIR
exec python3 -B "$(dirname "$0")/settings.py" "$@"
