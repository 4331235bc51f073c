// libmicrohttpd: an embedded HTTP server.
#pragma once
#include <microhttpd.h>
