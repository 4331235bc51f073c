// libcurl: typed wrappers, because Swift does not import variadic functions.
#pragma once
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

static inline CURLcode belfry_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode belfry_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode belfry_curl_set_string(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode belfry_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode belfry_curl_set_list(CURL *handle, CURLoption option,
                                            struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}
typedef size_t (*belfry_curl_data_callback)(char *, size_t, size_t, void *);
static inline CURLcode belfry_curl_set_data(CURL *handle, CURLoption option,
                                            belfry_curl_data_callback callback) {
  return curl_easy_setopt(handle, option, callback);
}
static inline CURLcode belfry_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode belfry_curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLMcode belfry_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

typedef int (*belfry_curl_seek_callback)(void *, curl_off_t, int);
static inline CURLcode belfry_curl_set_seek(CURL *handle, belfry_curl_seek_callback callback) {
  return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, callback);
}
typedef int (*belfry_curl_start_callback)(void *, char *, char *, int, int);
static inline CURLcode belfry_curl_set_start(CURL *handle, belfry_curl_start_callback callback) {
  return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
}
typedef curl_socket_t (*belfry_curl_socket_callback)(void *, curlsocktype, struct curl_sockaddr *);
static inline CURLcode belfry_curl_set_socket(CURL *handle, belfry_curl_socket_callback callback) {
  return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}
static inline CURLcode belfry_curl_get_string(CURL *handle, CURLINFO info, const char **value) {
  return curl_easy_getinfo(handle, info, value);
}

/// Copies the bytes of an IP address in network order and returns how many: 4, 16, or 0 for another
/// kind of address. The structure's last member stands for a larger address in the same memory.
static inline int belfry_curl_address(const struct curl_sockaddr *address, uint8_t bytes[16]) {
  if (address->family == AF_INET) {
    struct sockaddr_in four;
    memcpy(&four, &address->addr, sizeof four);
    memcpy(bytes, &four.sin_addr, 4);
    return 4;
  }
  if (address->family == AF_INET6) {
    struct sockaddr_in6 six;
    memcpy(&six, &address->addr, sizeof six);
    memcpy(bytes, &six.sin6_addr, 16);
    return 16;
  }
  return 0;
}

/// A socket for this address as the library would open it, closed on exec; -1 with errno set.
static inline curl_socket_t belfry_curl_open_socket(const struct curl_sockaddr *address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
