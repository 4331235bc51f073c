// What this machine can do now, to be printed beside what the contestants did.
//
//   probe disk FOLDER           {"fsync_ms": the median of 200 appends of 4 KiB with fdatasync}
//   probe network PORT COUNT    {"requests_per_second": libcurl, 64 connections, COUNT POSTs}
#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { syncs = 200, connections = 64 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int compare(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

static int probe_disk(const char *folder) {
  char path[4096], page[4096] = {1};
  double times[syncs];
  snprintf(path, sizeof path, "%s/probe", folder);
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return 1;
  for (int i = 0; i < syncs; i++) {
    double begun = seconds();
    if (write(file, page, sizeof page) != sizeof page || fdatasync(file)) return 1;
    times[i] = seconds() - begun;
  }
  close(file);
  unlink(path);
  qsort(times, syncs, sizeof *times, compare);
  printf("{\"fsync_ms\":%.4f}\n", times[syncs / 2] * 1000);
  return 0;
}

static size_t ignore(char *bytes, size_t size, size_t count, void *pointer) {
  (void)bytes, (void)pointer;
  return size * count;
}

static int probe_network(const char *port, int count) {
  char url[128], body[301];
  snprintf(url, sizeof url, "http://127.0.0.1:%s/api/v1/statuses", port);
  memset(body, 'x', 300);
  body[300] = 0;
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLM *multi = curl_multi_init();
  int started = 0, ended = 0, running = 0, left = 0;
  double begun = seconds();
  for (; started < connections && started < count; started++) {
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
    curl_multi_add_handle(multi, curl);
  }
  while (ended < count) {
    curl_multi_perform(multi, &running);
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left));) {
      if (message->data.result != CURLE_OK) return 1;
      CURL *curl = message->easy_handle;
      ended++;
      curl_multi_remove_handle(multi, curl);
      if (started++ < count) curl_multi_add_handle(multi, curl);
    }
    if (ended < count) curl_multi_poll(multi, NULL, 0, 1000, NULL);
  }
  printf("{\"requests_per_second\":%.0f}\n", count / (seconds() - begun));
  return 0;
}

int main(int count, char **arguments) {
  if (count == 3 && strcmp(arguments[1], "disk") == 0) return probe_disk(arguments[2]);
  if (count == 4 && strcmp(arguments[1], "network") == 0) {
    return probe_network(arguments[2], atoi(arguments[3]));
  }
  fputs("usage: probe disk FOLDER | probe network PORT COUNT\n", stderr);
  return 2;
}
