// Hands posts to Belfry's control socket at fixed moments, whether or not the answers keep up: an
// open loop. A post for which no connection is free waits, and its waiting counts. One thread, so
// that the client takes next to nothing of the machine.
//
//   adder SOCKET PER-SECOND SECONDS ACCOUNTS AT
//
// Post number N is for account aN modulo ACCOUNTS, is due at the moment AT, and has the id add-N.
// It prints {"accepted", "refused", "ms": [from the intended moment to the answer, each post]}.
#define _GNU_SOURCE
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { connections = 24, answer_max = 1 << 16 };

// How long an answer may take, in nanoseconds.
static const int64_t patience = 60000000000;

// One connection, and the post whose answer it waits for; -1 for none.
struct connection {
  long post;
  size_t length;
  char answer[answer_max];
};

static struct connection pool[connections];
static struct pollfd ready[connections];
static const char *at;
static long accounts, accepted, refused;

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void must(int is_so, const char *what) {
  if (is_so) return;
  fprintf(stderr, "adder: %s\n", what);
  exit(1);
}

static int connect_to(const char *path) {
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  must(strlen(path) < sizeof address.sun_path, "the socket's path is too long");
  strcpy(address.sun_path, path);
  must(connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0, "nobody answers");
  return descriptor;
}

static void send_post(int i, long number) {
  static char filler[251];
  if (!filler[0]) memset(filler, 'x', 250);
  char body[1024], request[2048];
  int length = snprintf(
      body, sizeof body,
      "{\"uid\":\"add-%ld\",\"to\":[\"a%ld\"],\"text\":\"Post number %ld: %s\",\"wait_s\":0,"
      "\"at\":\"%s\"}",
      number, number % accounts, number, filler, at);
  int size = snprintf(
      request, sizeof request,
      "POST /v1/posts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: %d\r\n\r\n%s",
      length, body);
  pool[i].post = number;
  pool[i].length = 0;
  must(send(ready[i].fd, request, (size_t)size, MSG_NOSIGNAL) == size, "the daemon is gone");
}

// Whether the whole answer is there.
static int is_whole(const struct connection *connection) {
  const char *end = memmem(connection->answer, connection->length, "\r\n\r\n", 4);
  const char *length = strcasestr(connection->answer, "content-length:");
  if (!end || !length || length > end) return 0;
  size_t head = (size_t)(end + 4 - connection->answer);
  return connection->length >= head + strtoul(length + 15, NULL, 10);
}

// Takes what came; notes the time when it is all.
static void receive(int i, int64_t begun, double between, double *ms) {
  struct connection *connection = &pool[i];
  ssize_t count = recv(
      ready[i].fd, connection->answer + connection->length,
      answer_max - 1 - connection->length, 0);
  must(count > 0, "the daemon closed a connection");
  connection->length += (size_t)count;
  connection->answer[connection->length] = 0;
  if (!is_whole(connection)) return;
  double intended = (double)begun + between * (double)connection->post;
  ms[connection->post] = ((double)nanoseconds() - intended) / 1e6;
  int status = atoi(connection->answer + 9);
  if (status >= 200 && status < 300) accepted++;
  else refused++;
  connection->post = -1;
}

// They take turns: the daemon closes those that are silent.
static int free_connection(void) {
  static int latest;
  for (int i = 1; i <= connections; i++) {
    int next = (latest + i) % connections;
    if (pool[next].post < 0) return latest = next;
  }
  return -1;
}

static void run(long count, double between, double *ms) {
  int64_t begun = nanoseconds();
  for (long sent = 0; accepted + refused < count;) {
    int64_t now = nanoseconds(), due = begun + (int64_t)(between * (double)sent);
    int is_late = sent < count && now >= due, idle = is_late ? free_connection() : -1;
    if (idle >= 0) {
      send_post(idle, sent++);
      continue;
    }
    int64_t wait = sent == count || is_late ? patience : due - now;
    struct timespec rest = {wait / 1000000000, wait % 1000000000};
    int found = ppoll(ready, connections, &rest, NULL);
    must(found > 0 || wait < patience, "no answer for a minute");
    for (int i = 0; i < connections; i++) {
      if (ready[i].revents) receive(i, begun, between, ms);
    }
  }
}

int main(int count, char **words) {
  if (count != 6) return 2;
  long rate = atol(words[2]), posts = rate * atol(words[3]);
  accounts = atol(words[4]);
  at = words[5];
  double *ms = calloc((size_t)posts, sizeof *ms);
  if (!ms || rate < 1 || accounts < 1) return 2;
  // Timers of 50 µs late are too late here.
  prctl(PR_SET_TIMERSLACK, 1000);
  for (int i = 0; i < connections; i++) {
    pool[i].post = -1;
    ready[i] = (struct pollfd){.fd = connect_to(words[1]), .events = POLLIN};
  }
  run(posts, 1e9 / (double)rate, ms);
  printf("{\"accepted\":%ld,\"refused\":%ld,\"ms\":[", accepted, refused);
  for (long i = 0; i < posts; i++) printf("%s%.3f", i ? "," : "", ms[i]);
  printf("]}\n");
  return 0;
}
