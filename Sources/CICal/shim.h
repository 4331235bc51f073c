// libical: recurrence rules and calendar feeds.
#pragma once
#include <libical/ical.h>
