/*
 * All that plugin and sensor include of the core.
 */
#ifndef RINGSIDE_H
#define RINGSIDE_H

#include "base/finding.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/settings.h"
#include "find/logged.h"
#include "find/sipvicious.h"
#include "find/watcher.h"
#include "sip/lync.h"
#include "sip/microsoft.h"
#include "sip/recognise.h"
#include "sip/session.h"
#include "sip/stream.h"

#endif
