// Preloaded into the daemon by the experiment about a hostile network: answers for names that end
// in .test from the file PROVE_NAMES, writes every address that is connected to into the file
// PROVE_CONNECTIONS, and lets none but loopback be reached, for the machine has no other network.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

// The addresses of a name; a line of the file is the name and its addresses, spaces between.
static char *addresses(const char *name, char *line, int size) {
  const char *path = getenv("PROVE_NAMES");
  FILE *file = path ? fopen(path, "re") : NULL;
  char *found = NULL;
  while (file && !found && fgets(line, size, file)) {
    size_t length = strlen(name);
    if (strncmp(line, name, length) == 0 && line[length] == ' ') found = line + length + 1;
  }
  if (file) fclose(file);
  return found;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **result) {
  char line[1024], *rest = NULL;
  size_t length = name ? strlen(name) : 0;
  if (length < 5 || strcmp(name + length - 5, ".test") != 0)
    return REAL(getaddrinfo)(name, service, hints, result);
  char *found = addresses(name, line, sizeof line);
  struct addrinfo numeric = {0}, **end = result;
  if (hints) numeric = *hints;
  numeric.ai_flags = AI_NUMERICHOST;
  numeric.ai_family = AF_UNSPEC;
  *result = NULL;
  for (char *word = found ? strtok_r(found, " \n", &rest) : NULL; word;
       word = strtok_r(NULL, " \n", &rest)) {
    if (REAL(getaddrinfo)(word, service, &numeric, end) != 0) continue;
    while (*end) end = &(*end)->ai_next;
  }
  return *result ? 0 : EAI_NONAME;
}

int connect(int descriptor, const struct sockaddr *address, socklen_t length) {
  char text[INET6_ADDRSTRLEN] = "", line[128];
  int port = 0, isLocal = 1;
  if (address->sa_family == AF_INET) {
    const struct sockaddr_in *four = (const void *)address;
    inet_ntop(AF_INET, &four->sin_addr, text, sizeof text);
    port = ntohs(four->sin_port);
    isLocal = ntohl(four->sin_addr.s_addr) >> 24 == 127;
  } else if (address->sa_family == AF_INET6) {
    const struct sockaddr_in6 *six = (const void *)address;
    inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof text);
    port = ntohs(six->sin6_port);
    isLocal = IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
  }
  const char *path = getenv("PROVE_CONNECTIONS");
  if (text[0] && path) {
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int count = snprintf(line, sizeof line, "%s %d\n", text, port);
    if (file < 0 || write(file, line, count) != count) abort();
    close(file);
  }
  if (isLocal) return REAL(connect)(descriptor, address, length);
  errno = ENETUNREACH;
  return -1;
}
