/*
 * Golden texts: what a test prints is compared with tests/golden/NAME. With
 * RS_UPDATE_GOLDEN in the environment the file is written anew.
 */
#ifndef RS_TESTS_GOLDEN_H
#define RS_TESTS_GOLDEN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fails the test, with the first line that differs, unless the texts are equal. */
void golden_compare(const char *name, const char *text, size_t len);

#endif
