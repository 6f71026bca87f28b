/* Agreements, annotation batches, pilots, self-assessments. */
#include "record_internal.h"

#define R GG_FIELD_REQUIRED
#define P GG_FIELD_PAST
#define L GG_FIELD_LOCKED

static const gg_record_field agreement[] = {
    {"Agreement", "recipient", "Recipient", GG_FIELD_LINE, R | L, NULL, NULL, NULL,
     "the office, as card --for names it", "Oversight board"},
    {NULL, "purpose", "Purpose", GG_FIELD_TEXT, R, NULL, NULL, NULL, "what it is shared for",
     "Yearly review of the models in production."},
    {NULL, "authority", "Authority", GG_FIELD_LINE, R, NULL, NULL, NULL,
     "the law or order under which", "Act on the oversight of referrals"},
    {"What may be shared", "fields", "Parts of a card", GG_FIELD_CHOICES, R,
     "sites|periods|score distribution|calibration|capacity|operating points|operation|inequality|"
     "weights|training|verdict|comparisons|lifecycle|data sheet|statements",
     NULL, NULL,
     "parts beside the figures of everyone and of the groups below; no other part is shared",
     "sites|periods|verdict|lifecycle|statements"},
    {NULL, "groups", "Attributes by which groups are shown", GG_FIELD_LINES, 0, NULL, NULL, NULL,
     "names of protected attributes (a whole one or none: what is left of one gives the rest "
     "away); "
     "empty: none",
     "region"},
    {NULL, "limits", "Limits", GG_FIELD_TEXT, R, NULL, NULL, NULL,
     "what the recipient may not do with it", "Not to be passed on without asking."},
    {"Term", "concluded_on", "Begins on", GG_FIELD_DATE, R, NULL, NULL, NULL, "its first day",
     "2025-12-01"},
    {NULL, "expires_on", "Expires on", GG_FIELD_DATE, R, NULL, NULL, "concluded_on", "its last day",
     "2027-11-30"},
    {NULL, "review_on", "Review on", GG_FIELD_DATE, 0, NULL, NULL, "concluded_on",
     "when it is to be reviewed, within twelve months; empty: twelve months after it begins", ""},
};

const gg_record_type gg_record_agreement_type = {
    .name = "agreement",
    .title = "Agreement",
    .says = "What a recipient may get; card --for leaves the rest out, and refuses once it has "
            "expired.",
    .names = "recipient",
    .dated = "concluded_on",
    .roles = "reviewer",
    .about = GG_RECORD_MAY_MODEL,
    .key = "recipient",
    .clocks = {{"expires", "expires_on", NULL, NULL, 0, 60, true},
               {"review due", "review_on", "concluded_on", NULL, 12, 60, false}},
    .fields = agreement,
    .n_fields = sizeof agreement / sizeof *agreement,
};

static const gg_record_field annotation[] = {
    {"Batch", "dataset", "Dataset", GG_FIELD_DATASET, R | L, NULL, NULL, NULL,
     "NAME or NAME@N of a registered dataset", "scores@1"},
    {NULL, "annotated_on", "Annotated on", GG_FIELD_DATE, R | P, NULL, NULL, NULL,
     "when the last of it was", "2025-10-31"},
    {NULL, "items", "Items", GG_FIELD_COUNT, R, NULL, NULL, NULL, "how many were annotated", "500"},
    {NULL, "annotators", "Annotators", GG_FIELD_COUNT, R, NULL, NULL, NULL,
     "how many people, never who", "3"},
    {NULL, "protocol", "Protocol", GG_FIELD_TEXT, R, NULL, NULL, NULL,
     "what they were told, and how they worked", "Two independent readings; a third decides."},
    {"Agreement between them", "kappa", "Kappa", GG_FIELD_RATIO, 0, NULL, NULL, NULL,
     "Cohen's or Fleiss' kappa, -1 to 1", "0.81"},
    {NULL, "alpha", "Alpha", GG_FIELD_RATIO, 0, NULL, NULL, NULL, "Krippendorff's alpha, -1 to 1",
     "0.8"},
    {NULL, "disagreements", "What was done with disagreements", GG_FIELD_TEXT, 0, NULL, NULL, NULL,
     "how they were settled", "Settled by the third reading."},
};

const gg_record_type gg_record_annotation = {
    .name = "annotation-batch",
    .title = "Annotation batch",
    .says = "How labels came about, and how far those who gave them agreed.",
    .names = "dataset",
    .dated = "annotated_on",
    .roles = "scientist",
    .about = GG_RECORD_NO_MODEL,
    .fields = annotation,
    .n_fields = sizeof annotation / sizeof *annotation,
};

static const gg_record_field pilot[] = {
    {"Pilot", "title", "Title", GG_FIELD_LINE, R, NULL, NULL, NULL, "vendor or tool",
     "Image search of a vendor"},
    {NULL, "purpose", "Purpose", GG_FIELD_TEXT, R, NULL, NULL, NULL, "what is tried",
     "Whether labelled pictures are found faster."},
    {NULL, "accounts", "Accounts", GG_FIELD_COUNT, R, NULL, NULL, NULL,
     "how many people have access", "5"},
    {NULL, "began_on", "Began on", GG_FIELD_DATE, R | L, NULL, NULL, NULL, "its first day",
     "2025-09-01"},
    {NULL, "ends_on", "Ends on", GG_FIELD_DATE, R, NULL, NULL, "began_on",
     "its last day; all is to be deleted by then", "2026-08-31"},
    {"Deletion", "deletion_attested", "Deletion attested", GG_FIELD_YES_NO, R, NULL, NULL, NULL,
     "whether the vendor has said in writing that all was deleted", "no"},
    {NULL, "deleted_on", "Deleted on", GG_FIELD_DATE, R | P, NULL, "deletion_attested=yes",
     "began_on", "when", "2025-11-30"},
    {NULL, "attested_by", "Attested by", GG_FIELD_LINE, R, NULL, "deletion_attested=yes", NULL,
     "role, never a name", "Security officer of the vendor"},
};

const gg_record_type gg_record_pilot = {
    .name = "pilot",
    .title = "Pilot",
    .says = "A tool that is tried for a time; after its end, deletion that nobody attested is "
            "overdue.",
    .names = "title",
    .dated = "began_on",
    .roles = "scientist|reviewer",
    .about = GG_RECORD_MAY_MODEL,
    .outcomes = "ended|continued as a system|cancelled",
    .clocks = {{"ends, deletion due", "ends_on", NULL, "deletion_attested=yes", 0, 60, true}},
    .fields = pilot,
    .n_fields = sizeof pilot / sizeof *pilot,
};

static const gg_record_field assessment[] = {
    {"Control", "control", "Control", GG_FIELD_CHOICE, R | L,
     "separation of duties|access reviews|training|dormant accounts|log and checkpoints|"
     "backup and restore|identifiers kept out|small counts withheld|retention and purge|"
     "disclosures accounted for|redress answered in time|models judged by the policy in force",
     NULL, NULL, "which of the controls was assessed; a third of them is due each year",
     "log and checkpoints"},
    {NULL, "assessed_on", "Assessed on", GG_FIELD_DATE, R | P, NULL, NULL, NULL, "when",
     "2025-11-10"},
    {NULL, "assessor", "Assessor", GG_FIELD_LINE, R, NULL, NULL, NULL, "role, never a name",
     "Internal auditor"},
    {NULL, "evidence", "Evidence", GG_FIELD_TEXT, R, NULL, NULL, NULL, "what was looked at",
     "gauger audit verify against the checkpoint of the month before."},
    {NULL, "result", "Result", GG_FIELD_CHOICE, R, "in place|in place with remarks|not in place",
     NULL, NULL, "what was found", "in place"},
    {NULL, "remarks", "Remarks", GG_FIELD_TEXT, R, NULL,
     "result=in place with remarks|not in place", NULL, "what is missing",
     "Checkpoints were kept for two months of three."},
};

const gg_record_type gg_record_assessment = {
    .name = "self-assessment",
    .title = "Self-assessment",
    .says = "One control, the evidence for it and the result; a third of the controls is due each "
            "year, and each within three.",
    .names = "control",
    .dated = "assessed_on",
    .roles = "reviewer|administrator",
    .about = GG_RECORD_NO_MODEL,
    .key = "control",
    .clocks = {{"due again", NULL, "assessed_on", NULL, 36, 60, false}},
    .fields = assessment,
    .n_fields = sizeof assessment / sizeof *assessment,
};
