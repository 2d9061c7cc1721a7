/*
 * Capture files, made in memory for the tests: pcap and pcapng in either byte
 * order, right or wrong as asked for.
 */
#ifndef RS_TESTS_SENSOR_CAPTURE_IMAGE_H
#define RS_TESTS_SENSOR_CAPTURE_IMAGE_H

#include "base/span.h"

enum { IMAGE_MAX = 4 << 20 };

struct image {
    char octets[IMAGE_MAX];
    size_t n;
    bool swapped; /* write in the other byte order than this machine's */
};

/* An empty one; the same storage each time. */
struct image *image_new(bool swapped);
struct rs_span image_span(const struct image *i);

void image_put(struct image *i, const void *octets, size_t n);
void image_u16(struct image *i, uint16_t v);
void image_u32(struct image *i, uint32_t v);
void image_u64(struct image *i, uint64_t v);

/* pcap. data of a record: `n` octets 'a'. */
void image_pcap(struct image *i, uint32_t magic, uint32_t link_type);
void image_record(struct image *i, uint32_t seconds, uint32_t fraction, uint32_t n, uint32_t len);

/* pcapng. resolution below 0: no such option. */
void image_section(struct image *i);
void image_interface(struct image *i, uint16_t link_type, uint32_t snaplen, int resolution,
                     int64_t offset_s);
void image_enhanced(struct image *i, uint32_t interface, uint64_t stamp, uint32_t n, uint32_t len);
void image_packet(struct image *i, uint16_t interface, uint64_t stamp, uint32_t n, uint32_t len);
void image_simple(struct image *i, uint32_t n, uint32_t len);
void image_block(struct image *i, uint32_t type, uint32_t body); /* zeros */

#endif
