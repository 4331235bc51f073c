// libmicrohttpd: an embedded HTTP server. Wrappers for what Swift cannot call: variadic functions
// and unions behind pointers.
#pragma once
#include <microhttpd.h>

typedef void *(*belfry_mhd_uri_callback)(void *context, const char *uri,
                                         struct MHD_Connection *connection);

struct belfry_mhd_settings {
  int listening_socket;
  unsigned int connections;
  unsigned int connections_per_address;
  unsigned int idle_seconds;
  size_t head_bytes;
};

/// Starts a daemon with one polling thread on a socket that already listens. Poll, because the
/// epoll mode of 0.9.75 stalls when exactly 128 connections are ready.
static inline struct MHD_Daemon *belfry_mhd_start(
    struct belfry_mhd_settings settings, belfry_mhd_uri_callback uri,
    MHD_AccessHandlerCallback access, MHD_RequestCompletedCallback completed,
    MHD_NotifyConnectionCallback connection, void *context) {
  return MHD_start_daemon(
      MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC, 0, NULL, NULL, access,
      context, MHD_OPTION_LISTEN_SOCKET, settings.listening_socket, MHD_OPTION_CONNECTION_LIMIT,
      settings.connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings.connections_per_address,
      MHD_OPTION_CONNECTION_TIMEOUT, settings.idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      settings.head_bytes, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, uri,
      context, MHD_OPTION_NOTIFY_COMPLETED, completed, context, MHD_OPTION_NOTIFY_CONNECTION,
      connection, context, MHD_OPTION_END);
}

/// The connection's socket, or -1.
static inline int belfry_mhd_descriptor(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}
