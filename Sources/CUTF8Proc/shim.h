// utf8proc: Unicode normalisation and case folding.
#pragma once
#include <utf8proc.h>
