"""The RFC rule behind each difference between stock's links and the sensor's: tshark_links.py's judge.

Each rule is proved by the messages' octets alone (Via, CSeq, Call-ID, tags,
addresses, times), not by what either program says of them. An empty answer: no
rule explains the difference, and that is a failure. Sections are RFC 3261's.
"""

DUPLICATE_S = 1.0   # one datagram passing the tap twice (semantics 2.6)
INVITE_LASTS_S = 180.0  # Timer C (16.6 item 11): a proxy gives up, and so may the client
OTHER_LASTS_S = 32.0    # Timers B, F, J, H, L: 64*T1


def same_branch(a, b):
    if a.cookie or b.cookie:
        return a.branch.lower() == b.branch.lower()
    one, other = ((m.branch, m.sent_by, m.call_id, m.cseq, m.from_tag) for m in (a, b))
    return one == other  # RFC 2543's, by 17.2.3


def matches(reply, request):
    """17.1.3: by branch and the method in CSeq."""
    return request.is_request and request.method == reply.method and same_branch(reply, request)


def opposite(a, b):
    return (a.src, a.dst) == (b.dst, b.src) and a.ports == b.ports[::-1]


def same_octets(a, b):
    return (a.start, a.text) == (b.start, b.text)


def acknowledges(ack, invite):
    """17.1.1.3: a failure, by its branch; 13.2.2.4: a 2xx, by dialog and CSeq number."""
    if invite.method != "INVITE" or not invite.is_request:
        return ""
    if same_branch(ack, invite):
        return "17.1.1.3"
    same = (ack.call_id, ack.from_tag, ack.cseq) == (invite.call_id, invite.from_tag, invite.cseq)
    return "13.2.2.4" if same else ""


def first_of(m, before):
    """The first copy of a request that the tap saw."""
    return next((b for b in before if b.is_request and b.method == m.method and
                 same_branch(b, m) and b.sent_by == m.sent_by and b.call_id == m.call_id), m)


def overwritten(request, before):
    """Stock keeps one state a Call-ID and pair of addresses; what came after request took its place."""
    return any(b.frame > request.frame and not (same_branch(b, request) and
                                                b.method == request.method) for b in before)


def both_ways(request, before):
    """Something that went the other way before has the same CSeq number."""
    return any(b.frame < request.frame and b.cseq == request.cseq and b.method != request.method
               for b in before)


# ---- response -> request -------------------------------------------------------------------

def stock_missed(reply, request, before):
    """Why stock has no request for a response that 17.1.3 gives one."""
    if not reply.udp:
        return "18.2.2: a response belongs to its request over any transport; stock links UDP alone"
    if not opposite(reply, request):
        return "17.1.3: other addresses or ports than the request's, which do not count"
    if reply.method == "CANCEL":
        return "9.1: the CANCEL is a transaction of its own beside the INVITE of its branch"
    if overwritten(request, before):
        return "17.1.3: other transactions of the call came between, which do not count"
    if reply.src == reply.dst:
        return "17.1.3: both ends have one address, and stock does not tell the ways apart"
    if both_ways(request, before):
        return "12.2.1.1: each side counts its own CSeq; stock has one count for both"
    return ""


def stock_wrong(reply, request, other, before):
    if matches(reply, other):
        return ("17.2.3: the request is a retransmission of the first one"
                if request is first_of(other, before) else "")
    if not same_branch(reply, other):
        return "17.1.3: the request that stock names has another branch"
    if other.method == "CANCEL":
        return "9.1: the CANCEL has the INVITE's branch, the method in CSeq tells them apart"
    if other.method != reply.method:
        return "17.1.3: the request that stock names has another method in CSeq"
    return ""


def ours_none(reply, other, before):
    """Stock names a request, the sensor none."""
    if not reply.via:
        return "18.1.2, 8.1.1.7: a response without Via belongs to no transaction"
    if not reply.branch and not other.branch:
        return ""
    if not same_branch(reply, other):
        return "17.1.3: no request with this branch; stock names one that has another"
    if other.method != reply.method:
        return "17.1.3: no request with this branch and method; stock names another method's"
    if reply.sent_by != other.sent_by:
        return "18.1.2: a sent-by that the client did not write: it must discard the response"
    if reply.from_tag != other.from_tag:
        return "8.2.6.2: the From of a response must equal the request's"
    lasts = INVITE_LASTS_S if reply.method == "INVITE" else OTHER_LASTS_S
    if abs(reply.time - other.time) > lasts:  # clocks that jump back too
        return "17.1.1.2, 17.1.2.2: the transaction had ended by its timers"
    return ""


def of_response(reply, ours, theirs, before):
    if ours is None:
        return ours_none(reply, theirs, before)
    if not matches(reply, ours):
        return ""
    if theirs is None:
        return stock_missed(reply, ours, before)
    return stock_wrong(reply, ours, theirs, before)


# ---- ACK -> INVITE -------------------------------------------------------------------------

def of_ack(ack, ours, theirs, before):
    if ours is None:
        return ack_without(ack, theirs, before)
    rule = acknowledges(ack, ours)
    if not rule:
        return ""
    if theirs is None:
        return (rule + ": an ACK belongs to its INVITE over any transport; stock links UDP alone"
                if not (ack.udp and ours.udp) else rule + ": other addresses, or the call had gone on"
                if not opposite(ack, ours) or overwritten(ours, before) else "")
    if theirs.method != "INVITE":
        return rule + ": an ACK acknowledges an INVITE; stock names no INVITE, but " + theirs.method
    if not acknowledges(ack, theirs):
        return rule + ": the INVITE that stock names has another branch and CSeq"
    if ours is first_of(theirs, before):
        return "17.2.3: the INVITE is a retransmission of the first one"
    return ""


def ack_without(ack, theirs, before):
    if theirs.method != "INVITE" and not any(acknowledges(ack, b) for b in before):
        return "17.1.1.3: an ACK acknowledges an INVITE, none was seen; stock names no INVITE, but " + theirs.method
    finals = [b for b in before if not b.is_request and b.method == "INVITE" and b.code >= "2" and
              b.call_id == ack.call_id and b.cseq == ack.cseq]
    if finals and finals[-1].code >= "3" and ack.branch and not same_branch(ack, theirs):
        return "17.1.1.3: the ACK of a failure must have the INVITE's branch"
    if acknowledges(ack, theirs) and abs(ack.time - theirs.time) > INVITE_LASTS_S:
        return "17.1.1.2: the transaction had ended by its timers"
    if acknowledges(ack, theirs) == "13.2.2.4" and not any(f.code < "3" for f in finals):
        return "13.2.2.4: no 2xx of this INVITE was seen, and no branch says which it was"
    return ""


# ---- sent again ----------------------------------------------------------------------------

def same_sort(m, b):
    """The same request, or the same answer to it."""
    if m.is_request:
        return b.is_request and b.method == m.method and (b.call_id, b.cseq) == (m.call_id, m.cseq)
    return (not b.is_request and (b.method, b.code, b.to_tag) == (m.method, m.code, m.to_tag))


def why_again(m):
    if m.is_request:
        if m.method == "ACK":
            return "17.1.1.3, 13.2.2.4: an ACK for each copy of the final response"
        return "17.1.1.2, 17.1.2.2: the client sends its request again"
    if m.code < "2":
        return "17.2.1, RFC 3262 3: a provisional response is sent again"
    if m.method == "INVITE":
        return ("13.3.1.4: the 2xx is sent again until its ACK" if m.code < "3"
                else "17.2.1: the failure is sent again until its ACK")
    return "17.2.2: the final response is sent again for each copy of the request"


def stock_missed_copy(m, original, before):
    """The sensor says copy, stock does not."""
    if original is None:  # of nothing that is kept: seen again, octet for octet
        original = next((b for b in before if same_octets(b, m)), None)
    if original is None:
        return ""
    if m.is_request and m.method == "ACK":
        same = same_branch(m, original) or same_octets(m, original)
    else:
        same = same_branch(m, original)
    if same and not m.is_request and m.method != "INVITE" and m.code == original.code >= "2" and \
            m.to_tag != original.to_tag:
        return "17.1.2.2: a further final response is absorbed as one sent again"
    if not same or not same_sort(m, original):
        return ""
    if abs(m.time - original.time) <= DUPLICATE_S and same_octets(m, original):
        return "17.2.3: octet for octet the message before it; " + why_again(m)
    return "17.2.3: branch and method of one sent before; " + why_again(m)


def stock_false_copy(m, original, before):
    """Stock says copy, the sensor does not."""
    if original is None:
        return ""
    if not m.via:
        return "8.1.1.7: without a Via it is part of no transaction that could repeat it"
    if not same_branch(m, original):
        return "8.1.1.7: another branch is another transaction"
    if m.method != original.method:
        return "9.1, 17.2.3: the CANCEL of the branch is a transaction of its own"
    if not m.is_request and m.to_tag != original.to_tag:
        return "12.1.2, 13.2.2.4: another To tag is the answer of another phone"
    if abs(m.time - original.time) > OTHER_LASTS_S:
        return "17.1.1.2, 17.1.2.2: the transaction had ended by its timers"
    return ""
