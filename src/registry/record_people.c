/* Who may use the registry: nominations, training, reviews of access. Persons are pseudonyms. */
#include "record_internal.h"

#define R GG_FIELD_REQUIRED
#define P GG_FIELD_PAST
#define L GG_FIELD_LOCKED

static const gg_record_field nomination[] = {
    {"Nomination", "account", "Account", GG_FIELD_NAME, R | L, NULL, NULL, NULL,
     "its name, a pseudonym", "ben"},
    {NULL, "person", "Person", GG_FIELD_NAME, R | L, NULL, NULL, NULL,
     "a pseudonym; two accounts of one person have the same", "p-2"},
    {NULL, "access", "Roles", GG_FIELD_CHOICES, R, "scientist|reviewer|auditor|administrator|ci",
     NULL, NULL, "what the account is to be", "scientist"},
    {NULL, "models", "Models", GG_FIELD_LINES, 0, NULL, NULL, NULL,
     "the only models that it may touch; empty: all", "lanes"},
    {NULL, "need", "Need to know", GG_FIELD_TEXT, R, NULL, NULL, NULL, "why it is needed",
     "Evaluates the land crossing model."},
    {"Approval", "supervisor", "Supervisor", GG_FIELD_LINE, R, NULL, NULL, NULL,
     "title, never a name", "Chief of evaluation"},
    {NULL, "nominated_on", "Nominated on", GG_FIELD_DATE, R | P, NULL, NULL, NULL, "when",
     "2025-11-03"},
    {NULL, "trained_on", "Training completed on", GG_FIELD_DATE, R | P, NULL, NULL, NULL, "when",
     "2025-11-04"},
    {NULL, "approved_by", "Approved by", GG_FIELD_LINE, R, NULL, NULL, NULL, "role, never a name",
     "Administrator of the registry"},
};

const gg_record_type gg_record_nomination = {
    .name = "access-nomination",
    .title = "Access nomination",
    .says = "Who is to have access, nominated by which supervisor; an account opens only on a "
            "complete one.",
    .names = "account",
    .dated = "nominated_on",
    .roles = "administrator",
    .about = GG_RECORD_NO_MODEL,
    .key = "account",
    .fields = nomination,
    .n_fields = sizeof nomination / sizeof *nomination,
};

static const gg_record_field training[] = {
    {"Training", "account", "Account", GG_FIELD_NAME, R | L, NULL, NULL, NULL,
     "its name, a pseudonym", "ben"},
    {NULL, "course", "Course", GG_FIELD_LINE, R, NULL, NULL, NULL, "what was learned",
     "Privacy and the evaluation of risk models"},
    {NULL, "completed_on", "Completed on", GG_FIELD_DATE, R | P, NULL, NULL, NULL, "when",
     "2025-11-04"},
};

const gg_record_type gg_record_training = {
    .name = "training",
    .title = "Training",
    .says = "A role needs one no older than a year.",
    .names = "account",
    .dated = "completed_on",
    .roles = "administrator",
    .about = GG_RECORD_NO_MODEL,
    .key = "account",
    .clocks = {{"due again", NULL, "completed_on", NULL, 12, 60, true}},
    .fields = training,
    .n_fields = sizeof training / sizeof *training,
};

static const gg_record_field review[] = {
    {"Review", "reviewed_on", "Reviewed on", GG_FIELD_DATE, R | P, NULL, NULL, NULL, "when",
     "2025-11-28"},
    {NULL, "reviewer", "Reviewer", GG_FIELD_LINE, R, NULL, NULL, NULL, "role, never a name",
     "Administrator of the registry"},
    {NULL, "accounts", "Accounts looked at", GG_FIELD_COUNT, R, NULL, NULL, NULL, "how many", "7"},
    {NULL, "changes", "What was changed", GG_FIELD_LINES, 0, NULL, NULL, NULL,
     "accounts disabled, roles taken away, by pseudonym; empty: nothing", "cy: disabled"},
    {NULL, "remarks", "Remarks", GG_FIELD_TEXT, 0, NULL, NULL, NULL, "anything else",
     "All nominations are on file."},
};

const gg_record_type gg_record_access_review = {
    .name = "access-review",
    .title = "Access review",
    .says = "Whether everybody who has access still needs it; due every half year.",
    .names = "reviewer",
    .dated = "reviewed_on",
    .roles = "administrator",
    .about = GG_RECORD_NO_MODEL,
    .key = "*",
    .clocks = {{"next review due", NULL, "reviewed_on", NULL, 6, 30, false}},
    .fields = review,
    .n_fields = sizeof review / sizeof *review,
};
