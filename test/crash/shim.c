// Stands between a process and one file (ES_SHIM_FILE) by LD_PRELOAD: records every write and flush of it in ES_SHIM_LOG,
// in the order in which they happen, and fails the one that ES_SHIM_FAIL names.
//
// A record: kind (1 byte), synchronous (1), unused (2), length (u32), offset (u64), then the bytes. Kinds: 'w' a write is
// issued, 'd' an O_DSYNC write is on the disk, 's' a flush begins, 'e' it has ended. Processes append their own kinds.
//
// ES_SHIM_FAIL is "<kind> <first> <last> <errno> <how>": calls of a kind ('w' plain writes, 'm' O_DSYNC writes, 's' flushes,
// 'x' writes that end after byte <first>) numbered first to last fail; how: 'b'efore or 'a'fter the bytes are in the file, or
// 'h': half of the bytes are written, and that is what the call says.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct record { uint8_t kind, synchronous; uint16_t unused; uint32_t length; uint64_t offset; };

static int log_fd = -1, error_number;
static char fail_kind, fail_how;
static long fail_first, fail_last, calls[256];

__attribute__((constructor)) static void start(void) {
  const char *log = getenv("ES_SHIM_LOG"), *fail = getenv("ES_SHIM_FAIL");
  if (log) log_fd = open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fail) sscanf(fail, "%c %ld %ld %d %c", &fail_kind, &fail_first, &fail_last, &error_number, &fail_how);
}

static int is_watched(int fd) {
  struct stat one, other;
  const char *path = getenv("ES_SHIM_FILE");
  return path && !stat(path, &other) && !fstat(fd, &one) && one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

static void note(char kind, int synchronous, uint64_t offset, uint32_t length, const struct iovec *parts, int count) {
  struct record record = { kind, synchronous, 0, length, offset };
  struct iovec all[1025] = { { &record, sizeof record } };
  for (int i = 0; i < count && i < 1024; i++) all[i + 1] = parts[i];
  if (log_fd >= 0 && pwritev64(log_fd, all, count + 1, 0) != (ssize_t)(sizeof record + length)) abort();
}

static int fails(char kind) {
  return kind == fail_kind && ++calls[(int)kind] >= fail_first && calls[(int)kind] <= fail_last;
}

static ssize_t put(int fd, const struct iovec *parts, int count, off64_t offset) {
  int synchronous = (fcntl(fd, F_GETFL) & O_DSYNC) != 0;
  size_t length = 0;
  for (int i = 0; i < count; i++) length += parts[i].iov_len;
  int over = fail_kind == 'x' && (long)(offset + length) > fail_first;
  int failing = over || fails(synchronous ? 'm' : 'w');
  if (failing && fail_how == 'b') return errno = error_number, -1;
  if (failing && fail_how == 'h') {
    struct iovec half = { parts[0].iov_base, parts[0].iov_len / 2 };
    return pwritev64(fd, &half, 1, offset);
  }
  note('w', synchronous, offset, length, parts, count);
  ssize_t written = pwritev64(fd, parts, count, offset);
  if (failing) return errno = error_number, -1;
  if (synchronous) note('d', 1, offset, 0, 0, 0);
  return written;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  REAL(pwrite64);
  struct iovec part = { (void *)bytes, length };
  return is_watched(fd) ? put(fd, &part, 1, offset) : real(fd, bytes, length, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  if (!is_watched(fd)) return real(fd, parts, count);
  off64_t offset = lseek64(fd, 0, SEEK_CUR);
  ssize_t written = put(fd, parts, count, offset);
  if (written > 0) lseek64(fd, offset + written, SEEK_SET);
  return written;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(write);
  struct iovec part = { (void *)bytes, length };
  return is_watched(fd) ? writev(fd, &part, 1) : real(fd, bytes, length);
}

static int flush(int fd, int (*real)(int)) {
  if (!is_watched(fd)) return real(fd);
  if (fails('s')) return errno = error_number, -1;
  note('s', 0, 0, 0, 0, 0);
  int result = real(fd);
  if (result == 0) note('e', 0, 0, 0, 0, 0);
  return result;
}

int fdatasync(int fd) { REAL(fdatasync); return flush(fd, real); }
int fsync(int fd) { REAL(fsync); return flush(fd, real); }
