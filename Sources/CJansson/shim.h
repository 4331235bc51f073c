// jansson: JSON (RFC 8259).
#pragma once
#include <stdbool.h>
#include <jansson.h>

// A type of the library has the name of this function, which hides it from Swift.
static inline bool belfry_json_has_overflow(const json_error_t *error) {
  return json_error_code(error) == json_error_numeric_overflow;
}
