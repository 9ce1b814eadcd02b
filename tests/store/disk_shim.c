/* Watches, and on request refuses, what a process writes below one folder.

   Preloaded into a child (LD_PRELOAD). DISK_ROOT: the folder. DISK_LOG: a file outside it that
   gets one record for every write, truncate, sync, create, rename and unlink below the root, in
   the order in which they happened. DISK_FAIL: "N ERRNO" or "N ERRNO once": the N-th of these
   calls, and all later ones unless "once", are refused with that errno. The file `acks`, in which
   the child says what it was told is saved, is never refused.

   Record: u8 kind, u8 failed, u16 length of path, u16 length of second path, u32 length of data,
   u64 offset (or the new length), path, second path, data. All little endian. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, SYNC, RENAME, UNLINK };
#define MOST 4096

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static char *paths[MOST];
static uint8_t appends[MOST];
static char root[PATH_MAX];
static int log_handle = -1, ready, fail_errno, fail_once;
static long fail_at, calls;

static int (*real_open)(const char *, int, ...);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_truncate)(int, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_rename)(const char *, const char *);
static int (*real_unlink)(const char *);
static int (*real_close)(int);

__attribute__((constructor)) static void begin(void) {
    if (ready) return;
    real_open = dlsym(RTLD_NEXT, "open64");
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_truncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_unlink = dlsym(RTLD_NEXT, "unlink");
    real_close = dlsym(RTLD_NEXT, "close");
    const char *given = getenv("DISK_ROOT");
    if (given) snprintf(root, sizeof root, "%s", given);
    given = getenv("DISK_LOG");
    if (given) log_handle = real_open(given, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    given = getenv("DISK_FAIL");
    if (given) {
        fail_at = strtol(given, (char **)&given, 10);
        fail_errno = (int)strtol(given, (char **)&given, 10);
        fail_once = strstr(given, "once") != NULL;
    }
    ready = 1;
}

static int below(const char *path) {
    size_t length = strlen(root);
    return length && !strncmp(path, root, length) && (path[length] == '/' || !path[length]);
}

static const char *watched(int handle) {
    return handle >= 0 && handle < MOST ? paths[handle] : NULL;
}

static int refused(const char *path) {
    size_t length = strlen(path);
    if (length > 5 && !strcmp(path + length - 5, "/acks")) return 0;
    calls++;
    if (!fail_at || calls < fail_at || (fail_once && calls > fail_at)) return 0;
    errno = fail_errno;
    return 1;
}

static void put(uint8_t kind, const char *path, const char *other, uint64_t at, const void *data,
                uint32_t length, int failed) {
    if (log_handle < 0) return;
    int kept = errno;
    const char *first = path + strlen(root), *second = other ? other + strlen(root) : "";
    uint8_t head[18];
    uint16_t a = (uint16_t)strlen(first), b = (uint16_t)strlen(second);
    head[0] = kind;
    head[1] = (uint8_t)failed;
    memcpy(head + 2, &a, 2);
    memcpy(head + 4, &b, 2);
    memcpy(head + 6, &length, 4);
    memcpy(head + 10, &at, 8);
    if (real_write(log_handle, head, sizeof head) < 0 || real_write(log_handle, first, a) < 0 ||
        real_write(log_handle, second, b) < 0 ||
        (length && real_write(log_handle, data, length) < 0))
        abort();
    errno = kept;
}

static int open_any(const char *path, int flags, mode_t mode) {
    begin();
    if (!below(path)) return real_open(path, flags, mode);
    pthread_mutex_lock(&gate);
    int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
    int handle = -1;
    if (!is_new && !(flags & O_TRUNC)) {
        handle = real_open(path, flags, mode);
    } else if (!refused(path)) {
        handle = real_open(path, flags, mode);
        if (handle >= 0 && is_new) put(CREATE, path, NULL, 0, NULL, 0, 0);
        if (handle >= 0 && !is_new) put(TRUNCATE, path, NULL, 0, NULL, 0, 0);
    }
    if (handle >= 0 && handle < MOST) {
        free(paths[handle]);
        paths[handle] = strdup(path);
        appends[handle] = (flags & O_APPEND) != 0;
    }
    pthread_mutex_unlock(&gate);
    return handle;
}

#define MODE(last)                    \
    mode_t mode = 0;                  \
    if (flags & O_CREAT) {            \
        va_list rest;                 \
        va_start(rest, last);         \
        mode = va_arg(rest, mode_t);  \
        va_end(rest);                 \
    }

int open(const char *path, int flags, ...) { MODE(flags) return open_any(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_any(path, flags, mode); }

int close(int handle) {
    begin();
    if (handle >= 0 && handle < MOST && paths[handle]) {
        pthread_mutex_lock(&gate);
        free(paths[handle]);
        paths[handle] = NULL;
        pthread_mutex_unlock(&gate);
    }
    return real_close(handle);
}

static ssize_t write_any(int handle, const void *data, size_t length, off64_t at, int placed) {
    const char *path = watched(handle);
    if (!path) return placed ? real_pwrite(handle, data, length, at)
                             : real_write(handle, data, length);
    pthread_mutex_lock(&gate);
    ssize_t done = -1;
    if (!placed) at = lseek64(handle, 0, appends[handle] ? SEEK_END : SEEK_CUR);
    if (!refused(path)) {
        done = placed ? real_pwrite(handle, data, length, at) : real_write(handle, data, length);
        if (done > 0) put(WRITE, path, NULL, (uint64_t)at, data, (uint32_t)done, 0);
    }
    pthread_mutex_unlock(&gate);
    return done;
}

ssize_t write(int handle, const void *data, size_t length) {
    begin();
    return write_any(handle, data, length, 0, 0);
}
ssize_t pwrite64(int handle, const void *data, size_t length, off64_t at) {
    begin();
    return write_any(handle, data, length, at, 1);
}
ssize_t pwrite(int handle, const void *data, size_t length, off_t at) {
    begin();
    return write_any(handle, data, length, at, 1);
}

static int truncate_any(int handle, off64_t length) {
    begin();
    const char *path = watched(handle);
    if (!path) return real_truncate(handle, length);
    pthread_mutex_lock(&gate);
    int code = -1;
    if (!refused(path)) {
        code = real_truncate(handle, length);
        if (!code) put(TRUNCATE, path, NULL, (uint64_t)length, NULL, 0, 0);
    }
    pthread_mutex_unlock(&gate);
    return code;
}
int ftruncate(int handle, off_t length) { return truncate_any(handle, length); }
int ftruncate64(int handle, off64_t length) { return truncate_any(handle, length); }

static int sync_any(int handle, int (*real)(int)) {
    const char *path = watched(handle);
    if (!path) return real(handle);
    pthread_mutex_lock(&gate);
    int failed = refused(path), code = -1;
    if (!failed) code = real(handle);
    put(SYNC, path, NULL, 0, NULL, 0, failed || code);
    pthread_mutex_unlock(&gate);
    return code;
}
int fsync(int handle) { begin(); return sync_any(handle, real_fsync); }
int fdatasync(int handle) { begin(); return sync_any(handle, real_fdatasync); }

int rename(const char *from, const char *to) {
    begin();
    if (!below(from) || !below(to)) return real_rename(from, to);
    pthread_mutex_lock(&gate);
    int code = -1;
    if (!refused(from)) {
        code = real_rename(from, to);
        if (!code) put(RENAME, from, to, 0, NULL, 0, 0);
    }
    pthread_mutex_unlock(&gate);
    return code;
}

int unlink(const char *path) {
    begin();
    if (!below(path)) return real_unlink(path);
    pthread_mutex_lock(&gate);
    int code = -1;
    if (!refused(path)) {
        code = real_unlink(path);
        if (!code) put(UNLINK, path, NULL, 0, NULL, 0, 0);
    }
    pthread_mutex_unlock(&gate);
    return code;
}
