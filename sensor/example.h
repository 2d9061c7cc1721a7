/*
 * --example-config: a settings file with all that can be said, as comments with
 * their defaults, made from the rows of policy.def and settings.def.
 */
#ifndef RS_EXAMPLE_H
#define RS_EXAMPLE_H

#include <stdio.h>

/* RS_OK or RS_ERR_OUTPUT. */
int rs_example_config(FILE *to);

#endif
