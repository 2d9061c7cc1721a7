/*
 * bench-floor FILE: what reading costs at least. A bare libpcap loop that looks
 * at one octet of every cache line of every packet and does nothing else: the
 * yardstick of the ratios in README.md.
 */
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>

enum { CACHE_LINE = 64 };

int main(int argc, char **argv)
{
    char error[PCAP_ERRBUF_SIZE];
    if (argc != 2) {
        fputs("usage: bench-floor FILE\n", stderr);
        return 2;
    }
    pcap_t *p = pcap_open_offline(argv[1], error);
    if (!p) {
        fprintf(stderr, "bench-floor: %s\n", error);
        return 1;
    }
    struct pcap_pkthdr *header;
    const unsigned char *octets;
    uint64_t packets = 0, sum = 0;
    while (pcap_next_ex(p, &header, &octets) == 1) {
        packets++;
        for (uint32_t at = 0; at < header->caplen; at += CACHE_LINE)
            sum += octets[at];
    }
    pcap_close(p);
    printf("%llu packets, sum %llu\n", (unsigned long long)packets, (unsigned long long)sum);
    return 0;
}
