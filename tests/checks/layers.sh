#!/bin/sh
# The layers of DESIGN.md section 1, read from the #include lines, and no
# mutable data in the core. Usage: layers.sh RINGSIDE SOURCE_DIR BINARY_DIR
source=$2 build=$3
cd "$source" || exit 1
bad=0

wrong()
{
    echo "layers: $*" >&2
    bad=1
}

# Every "x/y.h" that the files of a folder include.
includes()
{
    find "$1" -name '*.[chf]' -o -name '*.def' | while read -r file; do
        sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*\([<"][^>"]*\)[>"].*/\1/p' "$file" |
            sed "s|^|$file |"
    done
}

# forbid FOLDER PATTERN WHY
forbid()
{
    [ -d "$1" ] || return 0
    found=$(includes "$1" | grep -E " [<\"](\.\./|core/)*($2)" | grep -v '^\./')
    [ -z "$found" ] || wrong "$1 $3:
$found"
}

forbid core/base '(sip|track|find|plugin|sensor)/' 'includes upwards'
forbid core/sip '(track|find|plugin|sensor)/' 'includes upwards'
forbid core/track '(find|plugin|sensor)/' 'includes upwards'
forbid core/find '(plugin|sensor)/' 'includes upwards'
forbid core '(pcap|glib|gio|epan|wsutil|wiretap|ws_|pthread|threads|stdio|time|sys/time|unistd|fcntl|sys/socket|netinet|arpa)' \
       'does what the core must not'
forbid plugin '(sensor)/' 'includes the sensor'
forbid sensor '(plugin)/' 'includes the plugin'
# The parser of packets does no input or output either.
forbid sensor/packet '(pcap|stdio|unistd|fcntl|sys/socket|pthread|capture/|outputs/|run/)' 'is not pure'

# No symbols in .data or .bss: nothing mutable outlives a call.
library=$(find "$build" -name libringside-core.a 2>/dev/null | head -n 1)
if [ -n "$library" ] && command -v nm >/dev/null; then
    # A sanitizer puts marks of its own there.
    data=$(nm "$library" 2>/dev/null | awk 'NF == 3 && $2 ~ /^[bBdDC]$/ { print $2, $3 }' |
           grep -v -E ' (_*asan|_*ubsan|_*tsan|__(odr|sancov|profd|llvm)|\.L|odr_asan|asan\.|l___|_?anon)')
    # Tables of pointers are relocated: .data.rel.ro is not told apart by nm, objdump does.
    for symbol in $(echo "$data" | awk '{ print $2 }' | sort -u); do
        objdump -t "$library" 2>/dev/null |
            awk -v s="$symbol" '$NF == s && $0 !~ /\.data\.rel\.ro|\.rodata|\*UND\*/ { found = 1 }
                                END { exit !found }' && wrong "mutable data in the core: $symbol"
    done
fi
[ "$bad" = 0 ] && echo "layers: in order"
exit "$bad"
