/* Community ID against published and computed vectors, and EVE's flow_id. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "outputs/community_id.h"
#include "scene.h"

/* The first two: the specification's baseline. */
static const struct {
    uint8_t protocol;
    const char *a, *b;
    uint16_t seed;
    const char *wanted;
} row[] = {
    {17, "192.168.1.52:54585", "8.8.8.8:53", 0, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="},
    {17, "192.168.1.52:54585", "8.8.8.8:53", 1, "1:Q9We8WO3piVF8yEQBNJF4uiSVrI="},
    {17, "192.0.2.1:5060", "192.0.2.2:5060", 0, "1:O1lBmCUWgCDw96rhBst2U44JNF8="},
    {6, "[2001:db8::1]:5060", "[2001:db8::2]:5061", 0, "1:HTYloYFte5SnOTixb4nEYI4nq6A="},
    {132, "10.0.0.1:5060", "10.0.0.2:5060", 0, "1:bWorUMEYCyWzD8Q5EMx/MhAEOJo="},
};

static void test_vectors(void **state)
{
    char text[RS_COMMUNITY_ID_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct rs_endpoint a = scene_endpoint(row[i].a), b = scene_endpoint(row[i].b);

        rs_community_id(&a, &b, row[i].protocol, row[i].seed, text);
        assert_string_equal(text, row[i].wanted);
        rs_community_id(&b, &a, row[i].protocol, row[i].seed, text);
        assert_string_equal(text, row[i].wanted);
    }
}

/* Equal addresses: the ports decide. */
static void test_loopback(void **state)
{
    struct rs_endpoint a = scene_endpoint("127.0.0.1:5060"), b = scene_endpoint("127.0.0.1:5070");
    char one[RS_COMMUNITY_ID_TEXT], other[RS_COMMUNITY_ID_TEXT];

    (void)state;
    rs_community_id(&a, &b, 17, 0, one);
    rs_community_id(&b, &a, 17, 0, other);
    assert_string_equal(one, other);
}

static void test_flow_id(void **state)
{
    struct rs_endpoint a = scene_endpoint("192.0.2.1:5060"), b = scene_endpoint("192.0.2.2:5060");
    uint64_t id = rs_flow_id(&a, &b, 17);

    (void)state;
    assert_true(id < UINT64_C(1) << 51);
    assert_true(id == rs_flow_id(&b, &a, 17));
    assert_false(id == rs_flow_id(&a, &b, 6));
    b.port++;
    assert_false(id == rs_flow_id(&a, &b, 17));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_loopback),
        cmocka_unit_test(test_flow_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
