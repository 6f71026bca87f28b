/* A temporary file with given bytes, for tests that read tables. */
#ifndef GG_TESTS_TEMPORARY_H
#define GG_TESTS_TEMPORARY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct temporary {
    char path[64];
} temporary;

/* Writes size bytes (strlen when size is 0) to a new file. */
static inline temporary temporary_file(const char *bytes, size_t size)
{
    temporary t;
    int fd;

    strcpy(t.path, "/tmp/gauger-test-XXXXXX");
    fd = mkstemp(t.path);
    if (size == 0)
        size = strlen(bytes);
    if (fd < 0 || write(fd, bytes, size) != (ssize_t)size || close(fd) != 0)
        abort();
    return t;
}

static inline void temporary_remove(temporary *t)
{
    unlink(t->path);
}

#endif
