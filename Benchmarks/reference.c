// The physical limit: what a program does at the least that publishes from a durable queue, with
// the same libraries. It claims due jobs, POSTs them, and writes their results down, SQLite with
// synchronous=FULL, one thread, one commit for the results of one round and the next claims.
//
//   reference fill STORE COUNT DUE_MS    adds COUNT jobs, due at DUE_MS of the wall clock
//   reference run STORE PORT IN_FLIGHT   works until it is killed
#include <curl/curl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { in_flight_max = 1024 };

struct flight {
  CURL *curl;
  struct curl_slist *headers;
  int64_t job;
  char body[512], answer[1024], key[64];
  size_t length;
};

static sqlite3 *store;
static sqlite3_stmt *begin, *commit, *claim, *mark, *result, *next;
static CURLM *multi;
static struct flight flights[in_flight_max], *idle[in_flight_max], *done[in_flight_max];
static int idle_count, done_count;

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void must(int is_well, const char *what) {
  if (is_well) return;
  fprintf(stderr, "reference: %s: %s\n", what, store ? sqlite3_errmsg(store) : "");
  exit(1);
}

static void execute(const char *sql) {
  must(sqlite3_exec(store, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

static sqlite3_stmt *prepared(const char *sql) {
  sqlite3_stmt *statement = NULL;
  must(sqlite3_prepare_v3(store, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) ==
           SQLITE_OK, sql);
  return statement;
}

// Runs a statement that answers nothing.
static void step(sqlite3_stmt *statement) {
  must(sqlite3_step(statement) == SQLITE_DONE, sqlite3_sql(statement));
  sqlite3_reset(statement);
}

static void open_store(const char *path) {
  must(sqlite3_open(path, &store) == SQLITE_OK, path);
  sqlite3_busy_timeout(store, 60000);
  execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;");
  execute(
      "CREATE TABLE IF NOT EXISTS job("
      "  id INTEGER PRIMARY KEY, due INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,"
      "  body TEXT NOT NULL) STRICT;"
      "CREATE INDEX IF NOT EXISTS job_due ON job(due, id) WHERE state = 0;"
      "CREATE TABLE IF NOT EXISTS result("
      "  job INTEGER PRIMARY KEY, status INTEGER NOT NULL, answer TEXT NOT NULL) STRICT;");
}

static void fill(long count, int64_t due) {
  char body[512], filler[251];
  memset(filler, 'x', 250);
  filler[250] = 0;
  sqlite3_stmt *insert = prepared("INSERT INTO job(due, body) VALUES(?, ?)");
  execute("BEGIN");
  for (long i = 0; i < count; i++) {
    snprintf(body, sizeof body, "{\"status\":\"Post number %ld: %s\"}", i, filler);
    sqlite3_bind_int64(insert, 1, due);
    sqlite3_bind_text(insert, 2, body, -1, SQLITE_STATIC);
    step(insert);
  }
  execute("COMMIT");
  sqlite3_finalize(insert);
}

static size_t take_answer(char *bytes, size_t size, size_t count, void *pointer) {
  struct flight *flight = pointer;
  size_t length = size * count;
  must(flight->length + length < sizeof flight->answer, "an answer is too long");
  memcpy(flight->answer + flight->length, bytes, length);
  flight->length += length;
  return length;
}

static void prepare_flight(struct flight *flight, const char *url) {
  flight->curl = curl_easy_init();
  must(flight->curl != NULL, "curl");
  curl_easy_setopt(flight->curl, CURLOPT_URL, url);
  curl_easy_setopt(flight->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(flight->curl, CURLOPT_WRITEFUNCTION, take_answer);
  curl_easy_setopt(flight->curl, CURLOPT_WRITEDATA, flight);
  curl_easy_setopt(flight->curl, CURLOPT_PRIVATE, flight);
  idle[idle_count++] = flight;
}

static void start(struct flight *flight) {
  curl_slist_free_all(flight->headers);
  snprintf(flight->key, sizeof flight->key, "Idempotency-Key: job-%lld", (long long)flight->job);
  flight->headers = curl_slist_append(NULL, flight->key);
  flight->headers = curl_slist_append(flight->headers, "Authorization: Bearer t1");
  flight->headers = curl_slist_append(flight->headers, "Content-Type: application/json");
  curl_easy_setopt(flight->curl, CURLOPT_HTTPHEADER, flight->headers);
  curl_easy_setopt(flight->curl, CURLOPT_POSTFIELDS, flight->body);
  flight->length = 0;
  must(curl_multi_add_handle(multi, flight->curl) == CURLM_OK, "curl");
}

static void write_results(void) {
  for (int i = 0; i < done_count; i++) {
    struct flight *flight = done[i];
    long status = 0;
    curl_easy_getinfo(flight->curl, CURLINFO_RESPONSE_CODE, &status);
    must(status == 200, "an answer that is not 200");
    sqlite3_bind_int64(result, 1, flight->job);
    sqlite3_bind_int64(result, 2, status);
    sqlite3_bind_text(result, 3, flight->answer, (int)flight->length, SQLITE_STATIC);
    step(result);
    idle[idle_count++] = flight;
  }
  done_count = 0;
}

// Claims as many jobs as there are idle flights; answers how many.
static int claim_due(struct flight **claimed) {
  int count = 0;
  sqlite3_bind_int64(claim, 1, milliseconds());
  sqlite3_bind_int(claim, 2, idle_count);
  while (sqlite3_step(claim) == SQLITE_ROW) {
    struct flight *flight = claimed[count++] = idle[--idle_count];
    flight->job = sqlite3_column_int64(claim, 0);
    snprintf(
        flight->body, sizeof flight->body, "%s", (const char *)sqlite3_column_text(claim, 1));
  }
  sqlite3_reset(claim);
  for (int i = 0; i < count; i++) {
    sqlite3_bind_int64(mark, 1, claimed[i]->job);
    step(mark);
  }
  return count;
}

static void settle_and_claim(void) {
  struct flight *claimed[in_flight_max];
  step(begin);
  write_results();
  int count = claim_due(claimed);
  step(commit);
  for (int i = 0; i < count; i++) start(claimed[i]);
}

static void collect_done(void) {
  int left;
  for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
    struct flight *flight = NULL;
    must(message->data.result == CURLE_OK, curl_easy_strerror(message->data.result));
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &flight);
    curl_multi_remove_handle(multi, flight->curl);
    done[done_count++] = flight;
  }
}

// How long nothing can be due, in milliseconds, at most 50.
static int time_to_next(void) {
  int64_t wait = 50;
  if (sqlite3_step(next) == SQLITE_ROW && sqlite3_column_type(next, 0) != SQLITE_NULL) {
    wait = sqlite3_column_int64(next, 0) - milliseconds();
  }
  sqlite3_reset(next);
  return wait < 0 ? 0 : wait > 50 ? 50 : (int)wait;
}

static void run(const char *port, int in_flight) {
  char url[128];
  snprintf(url, sizeof url, "http://127.0.0.1:%s/api/v1/statuses", port);
  begin = prepared("BEGIN IMMEDIATE");
  commit = prepared("COMMIT");
  claim = prepared(
      "SELECT id, body FROM job WHERE state = 0 AND due <= ? ORDER BY due, id LIMIT ?");
  mark = prepared("UPDATE job SET state = 1 WHERE id = ?");
  result = prepared("INSERT INTO result VALUES(?, ?, ?)");
  next = prepared("SELECT min(due) FROM job WHERE state = 0");
  curl_global_init(CURL_GLOBAL_DEFAULT);
  multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)in_flight);
  for (int i = 0; i < in_flight; i++) prepare_flight(&flights[i], url);
  for (;;) {
    int running = 0;
    curl_multi_perform(multi, &running);
    collect_done();
    // Half of the flights a commit: fewer commits, and the network still has something to do.
    if (done_count * 2 >= in_flight || (running == 0 && done_count > 0)) settle_and_claim();
    else if (running > 0) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    else if (time_to_next() > 0) curl_multi_poll(multi, NULL, 0, time_to_next(), NULL);
    else settle_and_claim();
  }
}

int main(int count, char **arguments) {
  if (count != 5) {
    fputs("usage: reference fill STORE COUNT DUE_MS | run STORE PORT IN_FLIGHT\n", stderr);
    return 2;
  }
  open_store(arguments[2]);
  if (strcmp(arguments[1], "fill") == 0) {
    fill(atol(arguments[3]), atoll(arguments[4]));
    return sqlite3_close(store);
  }
  int in_flight = atoi(arguments[4]);
  must(in_flight > 0 && in_flight <= in_flight_max, "IN_FLIGHT is 1 to 1024");
  run(arguments[3], in_flight);
}
