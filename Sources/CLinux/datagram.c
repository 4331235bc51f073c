#include "shim.h"

#include <string.h>
#include <unistd.h>

int belfry_send_datagram(const char *path, const void *bytes, size_t count) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length == 0 || length >= sizeof(address.sun_path)) return -1;
  memcpy(address.sun_path, path, length);
  // An abstract name begins with a zero byte.
  if (path[0] == '@') address.sun_path[0] = 0;
  int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  ssize_t sent = sendto(descriptor, bytes, count, MSG_NOSIGNAL, (struct sockaddr *)&address,
                        offsetof(struct sockaddr_un, sun_path) + length);
  close(descriptor);
  return sent == (ssize_t)count ? 0 : -1;
}
