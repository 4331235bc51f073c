// libyaml: parser events with marks (line and column).
#pragma once
#include <yaml.h>
