#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

// Signals arrive on any thread and may interrupt anything; all that the handler may do is write a
// byte into a pipe, which a thread of ours reads.
static int ends[2] = {-1, -1};

static void take(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe means that the reader has enough to do.
  ssize_t written = write(ends[1], &byte, 1);
  (void)written;
  errno = saved;
}

int belfry_signals_catch(void) {
  if (ends[0] >= 0) return 0;
  if (pipe(ends) != 0) return -1;
  for (int end = 0; end < 2; end++) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  struct sigaction action = {.sa_handler = take, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigset_t wanted;
  sigemptyset(&wanted);
  const int numbers[] = {SIGHUP, SIGTERM, SIGINT};
  for (int index = 0; index < 3; index++) {
    if (sigaction(numbers[index], &action, NULL) != 0) return -1;
    sigaddset(&wanted, numbers[index]);
  }
  // Whoever started us may have left them blocked.
  if (pthread_sigmask(SIG_UNBLOCK, &wanted, NULL) != 0) return -1;
  signal(SIGPIPE, SIG_IGN);
  return 0;
}

int belfry_signals_next(void) {
  unsigned char byte;
  ssize_t count;
  do {
    count = read(ends[0], &byte, 1);
  } while (count < 0 && errno == EINTR);
  return count == 1 ? byte : -1;
}
