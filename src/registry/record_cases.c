/* What comes in, goes out and goes wrong: redress cases, disclosures, bulletins, incidents,
 * findings. */
#include "record_internal.h"

#define R GG_FIELD_REQUIRED
#define P GG_FIELD_PAST
#define L GG_FIELD_LOCKED

static const gg_record_field redress[] = {
    {"Case", "reference", "Reference", GG_FIELD_NAME, R | L, NULL, NULL, NULL,
     "a pseudonym of the case, which nobody outside the redress office can trace to a person",
     "RC-2025-B7"},
    {NULL, "received_on", "Received on", GG_FIELD_DATE, R | P | L, NULL, NULL, NULL,
     "when the inquiry came in", "2025-10-06"},
    {NULL, "source", "Source", GG_FIELD_CHOICE, R,
     "traveller|representative|ombudsman|court|oversight body|internal", NULL, NULL, "who asked",
     "traveller"},
    {NULL, "contested", "What is contested", GG_FIELD_CHOICES, R,
     "referral|outcome on record|attribute on record|score or rule|treatment|other", NULL, NULL,
     "what is said to be wrong", "outcome on record"},
    {NULL, "contested_other", "What else", GG_FIELD_LINE, R, NULL, "contested=other", NULL,
     "what is contested", "The wait"},
    {NULL, "summary", "Summary", GG_FIELD_TEXT, R, NULL, NULL, NULL,
     "what is contested, without anything that names a person",
     "The inspection ended without a find and is on record as one."},
    {"Work", "findings", "Findings", GG_FIELD_TEXT, 0, NULL, NULL, NULL,
     "what was found so far; a later record adds to it", "The source system had the wrong code."},
    {NULL, "dataset", "Dataset that holds the row", GG_FIELD_DATASET, 0, NULL, NULL, NULL,
     "NAME or NAME@N of a registered dataset; closed as corrected, it waits for a revision", ""},
    {NULL, "answer_by", "To be answered by", GG_FIELD_DATE, 0, NULL, NULL, "received_on",
     "its last day, if there is one", "2026-04-06"},
};

const gg_record_type gg_record_redress_case = {
    .name = "redress-case",
    .title = "Redress case",
    .says = "A decision that somebody contests; closed with an outcome, it counts in the "
            "statistics, and a correction asks for a revision of the data.",
    .names = "reference",
    .dated = "received_on",
    .roles = "reviewer",
    .about = GG_RECORD_MAY_MODEL,
    .outcomes = "corrected|no error found|referred elsewhere|withdrawn",
    .clocks = {{"answer due", "answer_by", NULL, NULL, 0, 30, false}},
    .fields = redress,
    .n_fields = sizeof redress / sizeof *redress,
};

static const gg_record_field disclosure[] = {
    {"Disclosure", "disclosed_on", "Date", GG_FIELD_DATE, R | P | L, NULL, NULL, NULL,
     "when it was disclosed", "2025-12-15"},
    {NULL, "nature", "Nature", GG_FIELD_CHOICE, R | L, "card|report|record|table of counts|other",
     NULL, NULL, "what kind of thing was disclosed", "card"},
    {NULL, "what", "What was disclosed", GG_FIELD_LINE, R | L, NULL, NULL, NULL,
     "its title, or a reference to it", "Card of lanes@1"},
    {NULL, "sha256", "Digest", GG_FIELD_DIGEST, R | L, NULL, NULL, NULL,
     "SHA-256 of the bytes that were disclosed (sha256sum FILE)",
     "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"},
    {NULL, "recipient", "Recipient", GG_FIELD_LINE, R | L, NULL, NULL, NULL,
     "the office that got it, never the name of a person", "Oversight board"},
    {NULL, "purpose", "Purpose", GG_FIELD_TEXT, R, NULL, NULL, NULL, "what it was disclosed for",
     "Yearly review of the models in production."},
    {NULL, "authority", "Authority", GG_FIELD_LINE, R, NULL, NULL, NULL,
     "the law, agreement or order under which", "Agreement with the board"},
    {NULL, "onward_limits", "Limits on sharing it onward", GG_FIELD_TEXT, 0, NULL, NULL, NULL,
     "what the recipient may do with it", "Not to be passed on."},
};

const gg_record_type gg_record_disclosure = {
    .name = "disclosure",
    .title = "Disclosure",
    .says = "One line of the accounting of disclosures: what left, for whom, why and by which "
            "authority.",
    .names = "what",
    .dated = "disclosed_on",
    .roles = "scientist|reviewer",
    .about = GG_RECORD_MAY_MODEL,
    .fields = disclosure,
    .n_fields = sizeof disclosure / sizeof *disclosure,
};

static const gg_record_field bulletin[] = {
    {"Bulletin", "title", "Title", GG_FIELD_LINE, R, NULL, NULL, NULL, "of the notice",
     "Scorecard of the land crossing goes into production"},
    {NULL, "description", "Description", GG_FIELD_TEXT, R, NULL, NULL, NULL,
     "what oversight is to know", "Version 1 passed the gate and was approved."},
    {NULL, "created_on", "Created on", GG_FIELD_DATE, R | P, NULL, NULL, NULL, "when",
     "2025-12-08"},
    {NULL, "approved_on", "Approved on", GG_FIELD_DATE, 0, NULL, NULL, "created_on", "when",
     "2025-12-09"},
    {NULL, "sent_on", "Sent on", GG_FIELD_DATE, 0, NULL, NULL, "approved_on", "when", "2025-12-10"},
    {NULL, "sent_to", "Sent to", GG_FIELD_LINES, 0, NULL, NULL, NULL, "offices",
     "Oversight board|Privacy office"},
};

const gg_record_type gg_record_bulletin = {
    .name = "bulletin",
    .title = "Bulletin",
    .says = "A notice to oversight.",
    .names = "title",
    .dated = "created_on",
    .roles = "reviewer",
    .about = GG_RECORD_MAY_MODEL,
    .fields = bulletin,
    .n_fields = sizeof bulletin / sizeof *bulletin,
};

static const gg_record_field incident[] = {
    {"Incident", "title", "Title", GG_FIELD_LINE, R, NULL, NULL, NULL, "in a few words",
     "Card sent to the wrong office"},
    {NULL, "kind", "Kind", GG_FIELD_CHOICE, R | L,
     "privacy|security|wrong result|availability|other", NULL, NULL, "what kind it is", "privacy"},
    {NULL, "severity", "Severity", GG_FIELD_CHOICE, R, "low|moderate|high", NULL, NULL,
     "how grave it is", "low"},
    {NULL, "occurred_on", "Occurred on", GG_FIELD_DATE, R | P | L, NULL, NULL, NULL, "when",
     "2025-11-20"},
    {NULL, "detected_on", "Detected on", GG_FIELD_DATE, R | P, NULL, NULL, "occurred_on", "when",
     "2025-11-21"},
    {NULL, "description", "Description", GG_FIELD_TEXT, R, NULL, NULL, NULL,
     "what happened, without anything that names a person",
     "A card under an agreement with one office was sent to another."},
    {NULL, "containment", "Containment", GG_FIELD_TEXT, R, NULL, NULL, NULL,
     "what was done at once", "The recipient destroyed it and said so."},
    {NULL, "reported_to", "Reported to", GG_FIELD_LINES, 0, NULL, NULL, NULL, "offices",
     "Privacy office"},
    {NULL, "resolve_by", "To be resolved by", GG_FIELD_DATE, 0, NULL, NULL, "detected_on",
     "its last day, if there is one", "2026-01-20"},
};

const gg_record_type gg_record_incident = {
    .name = "incident",
    .title = "Incident",
    .says = "Something that went wrong; open until it is closed with an outcome.",
    .names = "title",
    .dated = "occurred_on",
    .roles = "scientist|reviewer|administrator",
    .about = GG_RECORD_MAY_MODEL,
    .outcomes = "resolved|accepted|not an incident",
    .clocks = {{"resolution due", "resolve_by", NULL, NULL, 0, 14, false}},
    .fields = incident,
    .n_fields = sizeof incident / sizeof *incident,
};

static const gg_record_field finding[] = {
    {"Finding", "title", "Title", GG_FIELD_LINE, R, NULL, NULL, NULL, "in a few words",
     "Differences between sites are not explained"},
    {NULL, "source", "Source", GG_FIELD_CHOICE, R | L,
     "self-assessment|internal audit|oversight body|review|incident|other", NULL, NULL,
     "where it comes from", "oversight body"},
    {NULL, "found_on", "Found on", GG_FIELD_DATE, R | P | L, NULL, NULL, NULL, "when",
     "2025-11-24"},
    {NULL, "description", "Description", GG_FIELD_TEXT, R, NULL, NULL, NULL, "what was found",
     "The card shows differences between sites and names no cause."},
    {NULL, "action", "Action planned", GG_FIELD_TEXT, R, NULL, NULL, NULL, "what will be done",
     "Evaluate by site and month, and add strata to the card."},
    {NULL, "owner", "Owner", GG_FIELD_LINE, R, NULL, NULL, NULL, "role, never a name",
     "Lead scientist"},
    {NULL, "due_on", "Due on", GG_FIELD_DATE, R, NULL, NULL, "found_on", "its last day",
     "2026-05-29"},
};

const gg_record_type gg_record_finding = {
    .name = "finding",
    .title = "Finding",
    .says = "A shortcoming that somebody found, with an owner and a date; open until it is closed "
            "with an outcome.",
    .names = "title",
    .dated = "found_on",
    .roles = "scientist|reviewer|administrator",
    .about = GG_RECORD_MAY_MODEL,
    .outcomes = "remedied|accepted|not confirmed",
    .clocks = {{"due", "due_on", NULL, NULL, 0, 30, false}},
    .fields = finding,
    .n_fields = sizeof finding / sizeof *finding,
};
