/* Names that logs have for addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "capture/hosts.h"

static struct rs_hosts hosts;

static const char *addr_of(const char *name)
{
    static char text[RS_ADDR_TEXT];
    struct rs_addr a = rs_hosts_addr(&hosts, rs_span_str(name));
    return a.family ? rs_addr_text(&a, text) : "none";
}

static void each_name_has_its_own(void **state)
{
    (void)state;
    hosts.count = 0;
    assert_string_equal(addr_of("fe01.contoso.com"), "192.0.2.1");
    assert_string_equal(addr_of("fe02.contoso.com"), "192.0.2.2");
    assert_string_equal(addr_of("FE01.Contoso.COM"), "192.0.2.1");
    assert_string_equal(addr_of("fe01"), "192.0.2.1");
    assert_string_equal(addr_of("fe0"), "192.0.2.3");
    assert_string_equal(addr_of("fe01.fabrikam.com"), "192.0.2.4");
    assert_string_equal(addr_of("edge"), "192.0.2.5");
    assert_string_equal(addr_of("edge.contoso.com"), "192.0.2.5");
    assert_string_equal(addr_of("10.1.2.3"), "10.1.2.3");
    assert_string_equal(addr_of("2001:db8::1"), "2001:db8::1");
    assert_string_equal(addr_of(""), "none");
    assert_int_equal(hosts.count, 5);
}

static void real_addresses_are_learned_once(void **state)
{
    struct rs_addr a = {.family = 4, .octet = {10, 0, 0, 9}}, b = {.family = 4, .octet = {10, 0, 0, 8}};
    (void)state;
    hosts.count = 0;
    rs_hosts_learn(&hosts, RS_SPAN("med"), &a);
    rs_hosts_learn(&hosts, RS_SPAN("med"), &b);
    rs_hosts_learn(&hosts, RS_SPAN("10.0.0.1"), &b);
    assert_string_equal(addr_of("med.contoso.com"), "10.0.0.9");
    assert_false(hosts.host[0].made_up);
    assert_string_equal(rs_hosts_name(&hosts, &a), "med");
    assert_null(rs_hosts_name(&hosts, &b));
    assert_null(rs_hosts_name(NULL, &b));
    assert_int_equal(hosts.count, 1);
}

/* A hostile log: no end of names, octets that would speak to a terminal. */
static void has_a_ceiling(void **state)
{
    char name[32];
    (void)state;
    hosts.count = 0;
    for (int i = 0; i < RS_HOSTS_MAX + 10; i++) {
        snprintf(name, sizeof name, "host-%d.example", i);
        addr_of(name);
    }
    assert_int_equal(hosts.count, RS_HOSTS_MAX);
    assert_string_equal(addr_of("host-254.example"), "198.51.100.1");
    assert_string_equal(addr_of("host-761.example"), "203.0.113.254");
    assert_string_equal(addr_of("one more"), "203.0.113.254");
    hosts.count = 0;
    addr_of("a\x1b[31m");
    assert_string_equal(hosts.host[0].name, "a?[31m");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_has_its_own),
        cmocka_unit_test(real_addresses_are_learned_once),
        cmocka_unit_test(has_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
