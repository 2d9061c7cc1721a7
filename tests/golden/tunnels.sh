#!/bin/sh
# pcaps/tunnels: every encapsulation against tunnels.txt and against the plain
# packets. Usage: tunnels.sh RINGSIDE SOURCE_DIR; RS_UPDATE=1 writes the text
# anew (read the difference before you commit it).
exec python3 "$2/tests/golden/tunnels.py" "$1" "$2/pcaps/tunnels" "$2/tests/golden/tunnels.txt"
