// Files that travel inside the binary, so that it works after it was moved.
#pragma once
#include <stddef.h>

/// A file: its path in the configuration folder, and its bytes.
struct belfry_asset {
  const char *path;
  const unsigned char *bytes;
  size_t count;
};

/// The starter files that `belfry init` writes, the samples of etc/; `count` gets their number.
const struct belfry_asset *belfry_starter_files(size_t *count);
