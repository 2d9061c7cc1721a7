#!/bin/sh
# gui.sh BUILD_DIR OUT_DIR [NAME...]: Wireshark with the plugin and the profile on
# a screen of its own; pictures of what people see, for people to look at. By
# hand; needs wireshark, xvfb, xdotool and imagemagick, as root or as a user.
set -eu
build=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
shift 2
top=$(cd "$(dirname "$0")/../.." && pwd)
for tool in wireshark Xvfb xdotool import; do
    command -v $tool >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
width=1500 height=900
copy=$(mktemp -d)
chmod 755 "$copy"
screen=
window=
shown=

begin_screen() {
    DISPLAY=:${RINGSIDE_DISPLAY:-97}
    export DISPLAY
    Xvfb "$DISPLAY" -screen 0 ${width}x${height}x24 -nolisten tcp >/dev/null 2>&1 &
    screen=$!
    sleep 2
}

end_wireshark() {
    [ -z "$shown" ] || { kill "$shown" 2>/dev/null || :; wait "$shown" 2>/dev/null || :; }
    shown=
}

end_all() {
    end_wireshark
    [ -z "$screen" ] || kill "$screen"
    rm -rf "$copy"
}
trap end_all EXIT

# open_capture NAME FRAME [OPTION...]: the window fills the screen.
open_capture() {
    end_wireshark
    cp "$top/pcaps/$1.pcap" "$copy/"
    chmod 644 "$copy/$1.pcap"
    name=$1 frame=$2
    shift 2
    timeout 120 python3 -B "$top/tests/plugin/with_plugin.py" "$build" \
        --profile "$top/plugin/profile/Ringside" \
        wireshark -C Ringside -r "$copy/$name.pcap" -g "$frame" "$@" >>"$out/wireshark.log" 2>&1 &
    shown=$!
    window=
    tries=0
    while [ -z "$window" ] && [ $tries -lt 60 ]; do
        sleep 0.5
        window=$(xdotool search --onlyvisible --name "^$name.pcap" | head -n 1)
        tries=$((tries + 1))
    done
    xdotool windowsize "$window" $width $height windowmove "$window" 0 0
    sleep 4
}

shoot() { # picture
    sleep 1.5
    import -window root "$out/$1.png"
    echo "$out/$1.png"
}

keys() {
    for key in "$@"; do
        xdotool key "$key"
        sleep 0.2
    done
}

click() { # x y
    xdotool mousemove "$1" "$2" click 1
    sleep 0.7
}

# The last item of the tree is ours; Shift+Right unfolds all of it.
unfold_tree() {
    click 250 565
    keys End shift+Right
    sleep 0.5
}

pictures() {
    case $1 in
    tree) open_capture cancel 14 && unfold_tree && shoot tree ;;
    unanswered) open_capture dead-callee-proxied 5 && unfold_tree && shoot unanswered ;;
    findings) open_capture no-ack 5 && unfold_tree && shoot findings ;;
    codes) open_capture responses 40 && unfold_tree && shoot codes ;;
    lync) open_capture lync-call-failed 10 && unfold_tree && shoot lync ;;
    times) # Statistics, Service Response Time, Ringside
        open_capture responses 40 && click 325 10 && click 395 209 && click 755 534 &&
            shoot times ;;
    statistics) # Statistics, Ringside, Messages
        open_capture responses 40 && click 325 10 && click 348 713 && keys Down Return &&
            shoot statistics ;;
    filters) # Analyze, Conversation Filter
        open_capture cancel 8 && click 255 10 && click 315 186 && shoot filters &&
            click 595 486 && shoot call ;;
    jump) # from the 487 by its link to the ACK
        open_capture cancel 14 && unfold_tree &&
            xdotool mousemove 140 752 click --repeat 2 --delay 80 1 && shoot jump ;;
    dialog) # the button "this dialog"
        open_capture fork-two-answers 18 && click 1104 77 && shoot dialog ;;
    *) echo "no picture $1" && return 1 ;;
    esac
}

begin_screen
for picture in ${*:-tree unanswered findings codes lync times statistics filters jump dialog}; do
    pictures "$picture"
done
