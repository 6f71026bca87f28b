/* The program. What it does stands in the table of commands (commands.c). */
#include "cli_internal.h"

int main(int argc, char **argv)
{
    return gg_cli_main(argc, argv);
}
