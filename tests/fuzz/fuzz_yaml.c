/* Any bytes as a document named input.yaml. */
#include "document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_document(data, size, "input.yaml");
    return 0;
}
