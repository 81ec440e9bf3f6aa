// Stops the process (SIGSTOP) before the ES_STALL_AT-th call that opens or locks a file of a folder named .es, as a busy
// machine may stop it between any two system calls.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int calls;

static void pass(void) {
  const char *at = getenv("ES_STALL_AT");
  if (at && __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST) == atoi(at)) raise(SIGSTOP);
}

static void look(const char *path) {
  if (strstr(path, "/.es/")) pass();
}

static mode_t mode_of(int flags, va_list arguments) {
  return flags & O_CREAT ? (mode_t)va_arg(arguments, int) : 0;
}

#define OPENING(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list arguments; \
    va_start(arguments, flags); \
    mode_t mode = mode_of(flags, arguments); \
    va_end(arguments); \
    look(path); \
    return real(path, flags, mode); \
  }
OPENING(open)
OPENING(open64)

#define LOCKING(name) \
  int name(int file, int command, ...) { \
    REAL(name); \
    va_list arguments; \
    va_start(arguments, command); \
    void *argument = va_arg(arguments, void *); \
    va_end(arguments); \
    if (command == F_SETLK || command == F_SETLKW) pass(); \
    return real(file, command, argument); \
  }
LOCKING(fcntl)
LOCKING(fcntl64)
