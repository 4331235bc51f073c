// A network that costs next to nothing: enough of Mastodon's API for Belfry, and the same path for
// everybody else. One epoll loop answers with a JSON document and a random id, and with the same id
// when an idempotency key comes again, as Mastodon does. It notes when each post came and whether
// its text came before under another key, so that a double shows. It never lists an account's
// statuses: who asks whether a post arrived has to send it again.
//
//   network PORT [COUNT]    listens on COUNT ports of loopback, from PORT on
//
//   POST /reset             forgets the posts, and sets how it behaves from here on:
//        ?delay_ms=200      answers to posts come so much later
//        ?faults=1          of 100 posts 20 are answered with 503, 10 with 429 and Retry-After: 1
//        ?hang=PORT         posts to this port are never answered
//   GET  /stats             {"posts", "doubles", "repeats": keys that came again, "refused",
//                           "pressed": requests in a Retry-After}
//   GET  /arrivals          when each post came: 64-bit nanoseconds of the wall clock, in order
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  clients_max = 8192, head_max = 8192, posts_max = 1 << 20, waiting_max = 1 << 14,
  accounts_max = 1 << 14
};

// A 429 whose reader ends so soon may not have been written down: it binds nobody.
static const int64_t unread_max = 250000000, retry_after = 1000000000;

// Who posts, by the hash of the token, until when it is to leave the server alone, and the number
// of the connection on which it was told so.
struct account {
  uint64_t token, told;
  int64_t closed_until;
};

// A connection: the head of the request that is being read, and what of its body is still to come.
struct client {
  int descriptor, port;
  int has_head;
  uint64_t number;
  size_t length, body_left;
  uint64_t body_hash;
  char head[head_max];
};

// An answer that has to wait.
struct waiting {
  int64_t due;
  int descriptor;
  uint64_t client;
  char text[1024];
  size_t length;
};

static struct client *clients[clients_max];
static uint64_t clients_seen;
static struct waiting *queue;
static size_t queue_first, queue_last;
static int64_t *arrivals;
// Open-addressed: hashes of keys and of texts that were accepted, with the id that was given.
static struct seen {
  uint64_t hash;
  unsigned long long id;
} *keys, *texts;
static size_t posts, doubles, repeats, refused, pressed;
static int64_t delay;
static int faults, hanging_port;
static struct account accounts[accounts_max];

static int64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Chance from a seed (xorshift), the same in each run.
static uint64_t next_random(void) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

// FNV-1a, from what came before.
static const uint64_t hash_start = 14695981039346656037u;

static uint64_t hash_more(uint64_t hash, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
  return hash;
}

// Never 0.
static uint64_t hash_of(const char *text, size_t length) {
  uint64_t hash = hash_more(hash_start, text, length);
  return hash ? hash : 1;
}

// The place of a hash in its table; free when its hash is 0.
static struct seen *find(struct seen *table, uint64_t hash) {
  size_t i = hash % posts_max;
  while (table[i].hash && table[i].hash != hash) i = (i + 1) % posts_max;
  return &table[i];
}

// The value of a header, or NULL; `name` has its colon.
static const char *header(const struct client *client, const char *name, size_t *length) {
  const char *line = client->head, *end = client->head + client->length;
  size_t name_length = strlen(name);
  while (line < end) {
    const char *stop = memmem(line, (size_t)(end - line), "\r\n", 2);
    if (!stop) stop = end;
    if ((size_t)(stop - line) > name_length && strncasecmp(line, name, name_length) == 0) {
      const char *value = line + name_length;
      while (value < stop && *value == ' ') value++;
      *length = (size_t)(stop - value);
      return value;
    }
    line = stop + 2;
  }
  return NULL;
}

// A number in the query of the request, or 0.
static long query(const struct client *client, const char *name) {
  const char *end = memmem(client->head, client->length, " HTTP/", 6);
  const char *found = memmem(client->head, client->length, name, strlen(name));
  return found && found < end ? atol(found + strlen(name)) : 0;
}

static size_t respond(char *out, size_t size, const char *status, const char *body) {
  return (size_t)snprintf(
      out, size,
      "HTTP/1.1 %s\r\nContent-Type: application/json; charset=utf-8\r\n"
      "Content-Length: %zu\r\n\r\n%s",
      status, strlen(body), body);
}

static struct account *account_of(const struct client *client) {
  size_t length = 0;
  const char *token = header(client, "authorization:", &length);
  uint64_t hash = token ? hash_of(token, length) : 1;
  size_t i = hash % accounts_max;
  while (accounts[i].token && accounts[i].token != hash) i = (i + 1) % accounts_max;
  accounts[i].token = hash;
  return &accounts[i];
}

// Of 100 posts 70 are taken, 20 find a broken server, and 10 are too many.
static const char *fault(const struct client *client) {
  struct account *account = account_of(client);
  int64_t now = nanoseconds(CLOCK_MONOTONIC);
  if (now < account->closed_until) {
    pressed++;
    return "429 Too Many Requests\r\nRetry-After: 1";
  }
  uint64_t draw = next_random() % 100;
  if (draw < 70) return NULL;
  if (draw < 90) return "503 Service Unavailable";
  account->closed_until = now + retry_after;
  account->told = client->number;
  return "429 Too Many Requests\r\nRetry-After: 1";
}

// Takes a post, once for each key; answers its id.
static unsigned long long accept_post(const struct client *client) {
  size_t length = 0;
  const char *key = header(client, "idempotency-key:", &length);
  struct seen *place = key ? find(keys, hash_of(key, length)) : NULL;
  if (place && place->hash) {
    repeats++;
    return place->id;
  }
  unsigned long long id = next_random() >> 4;
  if (posts == posts_max / 2) exit(3);
  arrivals[posts++] = nanoseconds(CLOCK_REALTIME);
  if (!place) return id;
  *place = (struct seen){hash_of(key, length), id};
  struct seen *text = find(texts, client->body_hash);
  if (text->hash) doubles++;
  *text = (struct seen){client->body_hash, id};
  return id;
}

static size_t answer_post(const struct client *client, char *out, size_t size) {
  const char *trouble = faults ? fault(client) : NULL;
  if (trouble) {
    refused++;
    return respond(out, size, trouble, "{\"error\":\"not now\"}");
  }
  unsigned long long id = accept_post(client);
  char body[768];
  snprintf(
      body, sizeof body,
      "{\"id\":\"%llu\",\"created_at\":\"2026-11-21T12:00:00.000Z\","
      "\"uri\":\"http://127.0.0.1/s/%llu\",\"url\":\"http://127.0.0.1/@b/%llu\","
      "\"visibility\":\"public\",\"content\":\"<p>x</p>\","
      "\"account\":{\"id\":\"1\",\"username\":\"b\",\"acct\":\"b\"}}",
      id, id, id);
  return respond(out, size, "200 OK", body);
}

static void reset(const struct client *client) {
  posts = doubles = repeats = refused = pressed = 0;
  memset(keys, 0, posts_max * sizeof *keys);
  memset(texts, 0, posts_max * sizeof *texts);
  memset(accounts, 0, sizeof accounts);
  delay = query(client, "delay_ms=") * 1000000;
  faults = (int)query(client, "faults=");
  hanging_port = (int)query(client, "hang=");
}

// What is asked beside posts: signing in, what the server is like, and the benchmark's questions.
static size_t answer_other(const struct client *client, char *out, size_t size) {
  char body[768] = "[]";
  unsigned long long id = next_random() >> 4;
  const char *line = client->head;
  if (strncmp(line, "GET /stats", 10) == 0) {
    snprintf(
        body, sizeof body,
        "{\"posts\":%zu,\"doubles\":%zu,\"repeats\":%zu,\"refused\":%zu,\"pressed\":%zu}",
        posts, doubles, repeats, refused, pressed);
  } else if (strncmp(line, "POST /reset", 11) == 0) {
    reset(client);
  } else if (strncmp(line, "POST /api/v1/apps", 17) == 0) {
    snprintf(body, sizeof body, "{\"id\":\"1\",\"client_id\":\"c\",\"client_secret\":\"s\"}");
  } else if (strncmp(line, "POST /oauth/token", 17) == 0) {
    snprintf(
        body, sizeof body,
        "{\"access_token\":\"t%llu\",\"token_type\":\"Bearer\",\"created_at\":1763726400,"
        "\"scope\":\"write:statuses write:media read:statuses profile\"}", id);
  } else if (strncmp(line, "GET /api/v1/accounts/verify_credentials", 39) == 0) {
    snprintf(
        body, sizeof body,
        "{\"id\":\"%llu\",\"username\":\"b\",\"acct\":\"b\",\"display_name\":\"b\"}", id);
  } else if (strncmp(line, "GET /api/v2/instance", 20) == 0) {
    snprintf(
        body, sizeof body,
        "{\"domain\":\"127.0.0.1\",\"version\":\"4.5.0\","
        "\"source_url\":\"https://github.com/mastodon/mastodon\",\"configuration\":"
        "{\"media_attachments\":{\"video_size_limit\":4000000000,"
        "\"video_matrix_limit\":8294400,\"supported_mime_types\":[\"video/mp4\"]},"
        "\"statuses\":{\"max_characters\":500,\"max_media_attachments\":4,"
        "\"characters_reserved_per_url\":23}}}");
  } else if (strstr(line, "/media")) {
    snprintf(
        body, sizeof body,
        "{\"id\":\"%llu\",\"type\":\"video\",\"url\":\"http://127.0.0.1/m/%llu\"}", id, id);
  }
  return respond(out, size, "200 OK", body);
}

// Sends all of it, even if the other side is slow to take it.
static int send_all(int descriptor, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = send(descriptor, bytes, length, MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) {
      usleep(100);
      continue;
    }
    if (count <= 0) return 0;
    bytes += count;
    length -= (size_t)count;
  }
  return 1;
}

static int send_arrivals(const struct client *client) {
  char head[256];
  size_t bytes = posts * sizeof *arrivals;
  int length = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", bytes);
  return send_all(client->descriptor, head, (size_t)length) &&
         send_all(client->descriptor, (const char *)arrivals, bytes);
}

static void postpone(const struct client *client, const char *text, size_t length) {
  if (queue_last - queue_first == waiting_max) exit(3);
  struct waiting *slot = &queue[queue_last++ % waiting_max];
  slot->due = nanoseconds(CLOCK_MONOTONIC) + delay;
  slot->descriptor = client->descriptor;
  slot->client = client->number;
  slot->length = length;
  memcpy(slot->text, text, length);
}

// Answers the request whose head and body are there; 0 when the client is to be dropped.
static int answer(const struct client *client) {
  char out[1024];
  if (strncmp(client->head, "GET /arrivals", 13) == 0) return send_arrivals(client);
  if (strncmp(client->head, "POST /api/v1/statuses", 21) != 0) {
    return send_all(client->descriptor, out, answer_other(client, out, sizeof out));
  }
  if (client->port == hanging_port) return 1;
  size_t length = answer_post(client, out, sizeof out);
  if (delay == 0) return send_all(client->descriptor, out, length);
  postpone(client, out, length);
  return 1;
}

static void drop(struct client *client) {
  int64_t unread_since = nanoseconds(CLOCK_MONOTONIC) - unread_max;
  for (size_t i = 0; faults && i < accounts_max; i++) {
    struct account *account = &accounts[i];
    int is_unread = account->closed_until - retry_after > unread_since;
    if (account->told == client->number && is_unread) account->closed_until = 0;
  }
  close(client->descriptor);
  clients[client->descriptor] = NULL;
  free(client);
}

// Takes bytes that came; of bodies, however long, the hash stays. 0 drops the client.
static int take(struct client *client, const char *bytes, size_t count) {
  while (count > 0 || (client->has_head && client->body_left == 0)) {
    if (!client->has_head) {
      if (client->length == head_max) return 0;
      client->head[client->length++] = *bytes++;
      count--;
      if (client->length < 4 || memcmp(client->head + client->length - 4, "\r\n\r\n", 4) != 0) {
        continue;
      }
      size_t length = 0;
      const char *body = header(client, "content-length:", &length);
      client->body_left = body ? strtoul(body, NULL, 10) : 0;
      client->body_hash = hash_start;
      client->has_head = 1;
      if (header(client, "expect:", &length) &&
          !send_all(client->descriptor, "HTTP/1.1 100 Continue\r\n\r\n", 25)) {
        return 0;
      }
    }
    size_t part = count < client->body_left ? count : client->body_left;
    client->body_hash = hash_more(client->body_hash, bytes, part);
    bytes += part;
    count -= part;
    client->body_left -= part;
    if (client->body_left > 0) return 1;
    if (!answer(client)) return 0;
    client->has_head = 0;
    client->length = 0;
  }
  return 1;
}

static void read_from(struct client *client) {
  static char bytes[1 << 18];
  ssize_t count = recv(client->descriptor, bytes, sizeof bytes, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0 || !take(client, bytes, (size_t)count)) drop(client);
}

static void send_due(void) {
  int64_t now = nanoseconds(CLOCK_MONOTONIC);
  while (queue_first < queue_last && queue[queue_first % waiting_max].due <= now) {
    struct waiting *slot = &queue[queue_first++ % waiting_max];
    // Its client may have gone away, and another one come in its place.
    struct client *client = clients[slot->descriptor];
    if (client && client->number == slot->client) {
      send_all(slot->descriptor, slot->text, slot->length);
    }
  }
}

static void accept_all(int listener, int port, int epoll) {
  for (;;) {
    int descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), yes = 1;
    if (descriptor < 0) return;
    if (descriptor >= clients_max) {
      close(descriptor);
      continue;
    }
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct client *client = calloc(1, sizeof *client);
    if (!client) exit(3);
    client->descriptor = descriptor;
    client->port = port;
    client->number = ++clients_seen;
    clients[descriptor] = client;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
  }
}

static int listen_on(int port) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons((uint16_t)port),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) {
    perror("network: listen");
    exit(1);
  }
  return listener;
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  int port = atoi(arguments[1]), ports = count > 2 ? atoi(arguments[2]) : 1;
  keys = calloc(posts_max, sizeof *keys);
  texts = calloc(posts_max, sizeof *texts);
  arrivals = calloc(posts_max, sizeof *arrivals);
  queue = calloc(waiting_max, sizeof *queue);
  struct client *listeners = calloc((size_t)ports, sizeof *listeners);
  if (!keys || !texts || !arrivals || !queue || !listeners) return 3;
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < ports; i++) {
    listeners[i].port = port + i;
    listeners[i].descriptor = listen_on(port + i);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &listeners[i]};
    epoll_ctl(epoll, EPOLL_CTL_ADD, listeners[i].descriptor, &event);
  }
  for (;;) {
    struct epoll_event events[256];
    int ready = epoll_wait(epoll, events, 256, queue_first < queue_last ? 1 : -1);
    for (int i = 0; i < ready; i++) {
      struct client *client = events[i].data.ptr;
      int is_listener = client >= listeners && client < listeners + ports;
      if (is_listener) accept_all(client->descriptor, client->port, epoll);
      else read_from(client);
    }
    send_due();
  }
}
