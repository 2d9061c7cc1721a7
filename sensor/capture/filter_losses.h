/*
 * What a person's BPF filter loses without meaning to: `port 5060` has no port
 * to look at in a later fragment, and looks for it in the wrong place behind a
 * second VLAN tag or in a tunnel.
 *
 * The compiled filter is tried on frames made here: first one that it lets
 * through (addresses, ports and tags are taken from the program's constants),
 * then the same one as a fragment, tagged, and inside each kind of tunnel.
 */
#ifndef RS_CAPTURE_FILTER_LOSSES_H
#define RS_CAPTURE_FILTER_LOSSES_H

#include <stdbool.h>

enum { RS_FILTER_LOSSES_TEXT = 256 };

/*
 * What is lost, in words: "later IP fragments, VLAN tags, GRE and VXLAN". False:
 * nothing, or no frame was found that the filter lets through. untagged: the
 * system takes the outermost VLAN tag off before the filter sees a frame, as
 * Linux does on interfaces.
 */
bool rs_filter_losses(const char *expression, bool untagged, char text[RS_FILTER_LOSSES_TEXT]);

#endif
