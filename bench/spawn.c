/*
 * Runs a command and writes what it took: seconds on the wall, seconds of processor, peak memory in
 * KiB, exit status. A small process of its own, since the peak that the system counts for a child
 * begins with that of the process it was forked from.
 *
 * usage: spawn RESULT OUT ERR COMMAND [ARG ...]
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static void become(char **argv)
{
    int in = open("/dev/null", O_RDONLY);
    int out = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644);
    int errors = open(argv[3], O_WRONLY | O_CREAT | O_TRUNC, 0644);

    if (in < 0 || out < 0 || errors < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 ||
        dup2(errors, 2) < 0)
        _exit(126);
    execvp(argv[4], argv + 4);
    _exit(127);
}

int main(int argc, char **argv)
{
    struct rusage used;
    double begin;
    int status;
    pid_t child;
    FILE *result;

    if (argc < 5)
        return 2;
    begin = now();
    child = fork();
    if (child == 0)
        become(argv);
    if (child < 0 || wait4(child, &status, 0, &used) != child)
        return 2;
    begin = now() - begin;
    result = fopen(argv[1], "w");
    if (!result)
        return 2;
    fprintf(result, "%.6f %.6f %ld %d\n", begin, seconds(used.ru_utime) + seconds(used.ru_stime),
            used.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(result) ? 2 : 0;
}
