/* Internal to the floor table: changing a schema, shared by options and documents. */
#ifndef GG_SCHEMA_INTERNAL_H
#define GG_SCHEMA_INTERNAL_H

#include "gauger/table/schema.h"

/* The entry of a column, made if there is none; NULL when memory is out. */
gg_column *gg_schema_entry(gg_schema *schema, const char *name, gg_error *err);

/* Sets the threshold of one site, replacing an earlier one. */
gg_status gg_schema_site_threshold(gg_schema *schema, const char *site, double threshold,
                                   gg_error *err);

#endif
