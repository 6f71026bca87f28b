/* The ways between states, the rules on them, and how they are taken. */
#include <string.h>

#include "grounds.h"
#include "lifecycle_internal.h"
#include "record_internal.h"

static const gg_transition ways[] = {
    {"", "candidate", "model register, train, refresh", "scientist, ci",
     "fits its kind; evaluated when registered where its cycle names datasets"},
    {"candidate", "review", "promote", "scientist", "an evaluation on registered data"},
    {"review", "candidate", "review --question, --reject", "reviewer, not the submitter",
     "a finding, to be answered"},
    {"review", "approved", "review --approve", "reviewer, not the submitter", "no open finding"},
    {"approved", "approved", "review --approve", "another reviewer, not the submitter",
     "a further approval, where the policy requires several"},
    {"approved", "production", "promote", "reviewer",
     "the newest verdict by the policy in force is a pass, and what it requires is met; the former "
     "champion becomes retired"},
    {"production", "suspended", "suspend", "any reviewer", ""},
    {"suspended", "production", "promote", "reviewer", "as from approved"},
    {"retired", "production", "promote", "reviewer", "as from approved"},
    {"candidate", "rejected", "promote", "reviewer", "a reason"},
    {"review", "rejected", "promote", "reviewer", "a reason"},
    {"approved", "rejected", "promote", "reviewer", "a reason"},
    {"suspended", "rejected", "promote", "reviewer", "a reason"},
    {"retired", "rejected", "promote", "reviewer", "a reason"},
    {"candidate", "retired", "promote", "reviewer", "a reason"},
    {"review", "retired", "promote", "reviewer", "a reason"},
    {"approved", "retired", "promote", "reviewer", "a reason"},
    {"suspended", "retired", "promote", "reviewer", "a reason"},
    {"rejected", "retired", "promote", "reviewer", "a reason"},
};

const gg_transition *gg_transition_at(size_t i)
{
    return i < sizeof ways / sizeof *ways ? &ways[i] : NULL;
}

/* One try to change a state. */
typedef struct attempt {
    const char *command, *action;
    const char *to;
    const char *reason;
    const char *actor, *time;
    uint64_t champion; /* when the call came in; of an event, the one that it retires */
    bool of_champion;  /* whether that matters */
    bool grounds;      /* whether signatures of what it rests on are checked */
    gg_version v;
    gg_standing standing;
    json_t *waivers; /* that stand in for a pass, or NULL */
} attempt;

static bool has_way(const attempt *a)
{
    size_t n = strlen(a->command);

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].from, a->v.state) == 0 && strcmp(ways[i].to, a->to) == 0 &&
            strncmp(ways[i].command, a->command, n) == 0)
            return true;
    return false;
}

static bool leads_to(const char *command, const char *to)
{
    for (size_t i = 0; to && i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].command, command) == 0 && strcmp(ways[i].to, to) == 0)
            return true;
    return false;
}

/* ---- rules: true if broken */

static bool no_evaluation(const attempt *a)
{
    return a->standing.fresh == 0;
}

/* Of several people separation goes by person, as a duty. */
static bool own_work(const attempt *a)
{
    if (a->standing.several)
        return false;
    return strcmp(a->actor, a->standing.submitter) == 0 ||
           strcmp(a->actor, a->standing.sender) == 0;
}

static bool finding_open(const attempt *a)
{
    return a->standing.open_findings > 0;
}

static bool other_champion(const attempt *a)
{
    return a->of_champion && a->champion != a->standing.champion;
}

static bool no_policy(const attempt *a)
{
    return a->standing.policy == 0;
}

static bool no_verdict(const attempt *a)
{
    return a->standing.verdict == 0;
}

static bool no_pass(const attempt *a)
{
    return strcmp(a->standing.result, "pass") != 0 &&
           (!a->standing.waivable || a->standing.unwaived > 0);
}

static bool no_approval(const attempt *a)
{
    return a->standing.several && a->standing.approvals == 0;
}

static bool stale(const attempt *a)
{
    return a->standing.verdict_stale;
}

/* What was stopped is let go again only by what can be looked at again. */
static bool purged(const attempt *a)
{
    return a->standing.verdict_purged && strcmp(a->v.state, "suspended") == 0;
}

static bool overlapping(const attempt *a)
{
    return a->standing.overlapping;
}

/* What was held against the champion was held against another. */
static bool overtaken(const attempt *a)
{
    return a->standing.overtaken;
}

typedef struct rule {
    const char *command, *to, *name;
    bool (*broken)(const attempt *a);
    const char *what, *mend;
} rule;

static const rule rules[] = {
    {"promote", "review", "evaluation", no_evaluation,
     "there is no evaluation on registered data that is not superseded",
     "ask a scientist: gauger evaluate dataset:NAME --model REF"},
    {"review", NULL, "separation", own_work, "nobody reviews what they submitted",
     "ask a reviewer who had no part in it"},
    {"review", "approved", "finding", finding_open, "a finding is not answered",
     "ask the submitter to answer it"},
    {"promote", "production", "champion", other_champion,
     "another version went into production meanwhile", "a reviewer looks at it, and tries again"},
    {"promote", "production", "approval", no_approval,
     "no approval by somebody who had no part in it is on record",
     "ask a reviewer: gauger review REF --approve"},
    {"promote", "production", "policy", no_policy, "no policy is in force",
     "ask a reviewer to put one into force"},
    {"promote", "production", "verdict", no_verdict, "there is no verdict by the policy in force",
     "ask a scientist, a reviewer or ci to judge it: gauger gate REF"},
    {"promote", "production", "pass", no_pass,
     "the newest verdict by the policy in force is no pass, and not every rule is waived",
     "ask a scientist to mend what gauger gate REF shows, or a reviewer who had no part in it: "
     "gauger waive REF"},
    {"promote", "production", "stale", stale,
     "the newest verdict is on data that is superseded or not registered",
     "ask a scientist to evaluate and gate on the newest data"},
    {"promote", "production", "stale", purged,
     "it was suspended, and the newest verdict is on data that is purged",
     "ask a scientist to evaluate and gate on data that is kept"},
    {"promote", "production", "overlap", overlapping,
     "the newest verdict is on rows that the version was trained on",
     "ask a scientist to evaluate on other rows, or with --accept-overlap REASON, and gate again"},
    {"promote", "production", "overtaken", overtaken,
     "another version went into production since it was judged",
     "ask a scientist to compare them (gauger evaluate DATA --model REF --versus champion) and "
     "gate "
     "it again"},
};

static bool by_rules(const attempt *a, gg_refusal *out)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const rule *r = &rules[i];

        if (strcmp(r->command, a->command) == 0 && (!r->to || strcmp(r->to, a->to) == 0) &&
            r->broken(a)) {
            out->rule = r->name;
            snprintf(out->what, sizeof out->what, "%s", r->what);
            gg_copy(out->mend, sizeof out->mend, r->mend);
            return true;
        }
    }
    return false;
}

/* Who approves, and then makes what the version rests on, has approved work of theirs. */
static bool by_approvals(const attempt *a, gg_refusal *out)
{
    const gg_standing *s = &a->standing;
    const char *work = gg_made_word(s->void_what);

    if (!a->of_champion || !s->several || s->approvals || !work)
        return false;
    out->rule = "separation";
    snprintf(out->what, sizeof out->what,
             "the approval by %.40s does not count: the %s of %.60s@%llu is by the same person",
             s->void_by, work, a->v.model, (unsigned long long)a->v.number);
    gg_copy(out->mend, sizeof out->mend,
            strcmp(a->v.state, "approved") == 0
                ? "ask a reviewer who had no part in it: gauger review REF --approve"
            : strcmp(work, "verdict") == 0
                ? "ask somebody else to judge it: gauger gate REF"
                : "register it anew, and ask a reviewer who had no part in it");
    return true;
}

/* What a record that is asked for says instead of yes. */
static void say_record(const char *type, const gg_record_answer *answer, gg_refusal *out)
{
    unsigned long long number = answer->number;

    out->rule = "record";
    gg_copy(out->mend, sizeof out->mend,
            "ask a reviewer to add one: gauger record add; gauger record template shows the form");
    if (answer->standing == GG_RECORD_BARS)
        snprintf(out->what, sizeof out->what, "%.100s@%llu says no: see gauger record show %llu",
                 type, number, number);
    else if (answer->standing == GG_RECORD_EXPIRED)
        snprintf(out->what, sizeof out->what, "%.100s@%llu was in force until %s", type, number,
                 answer->ended);
    else
        snprintf(out->what, sizeof out->what, "there is no %.100s in force", type);
}

static gg_status by_record(gg_db *db, const attempt *a, const char *type, bool *broken,
                           gg_refusal *out, gg_error *err)
{
    gg_record_answer answer;
    gg_status st = gg_record_in_force(db, type, a->v.model, a->v.number, a->time, &answer, err);

    if (st == GG_OK && answer.standing != GG_RECORD_IN_FORCE) {
        *broken = true;
        say_record(type, &answer, out);
    }
    return st == GG_OK && !*broken && a->grounds
               ? gg_ground_record(db, answer.number, broken, out, err)
               : st;
}

/* Of several people an analysis is needed; of one, what was written down holds all the same. */
static gg_status by_analysis(gg_db *db, const attempt *a, bool *broken, gg_refusal *out,
                             gg_error *err)
{
    bool needed = a->standing.several;
    gg_status st = needed ? GG_OK : gg_record_on_file(db, GG_PTA, a->v.model, &needed, err);

    return st == GG_OK && needed ? by_record(db, a, GG_PTA, broken, out, err) : st;
}

/* What the policy in force requires beside its rules. */
static gg_status by_requirement(gg_db *db, const attempt *a, const json_t *requirement,
                                bool *broken, gg_refusal *out, gg_error *err)
{
    const json_t *approvals = json_object_get(requirement, "approvals");
    const char *record = gg_json_string(requirement, "record", NULL);

    if (json_is_integer(approvals) &&
        json_integer_value(approvals) > (json_int_t)a->standing.approvals) {
        *broken = true;
        out->rule = "approvals";
        snprintf(out->what, sizeof out->what, "%llu of %lld approvals that count are there",
                 (unsigned long long)a->standing.approvals, json_integer_value(approvals));
        gg_copy(out->mend, sizeof out->mend, "ask another reviewer: gauger review REF --approve");
        return GG_OK;
    }
    return record ? by_record(db, a, record, broken, out, err) : GG_OK;
}

static gg_status by_policy(gg_db *db, const attempt *a, bool *broken, gg_refusal *out,
                           gg_error *err)
{
    json_t *payload = NULL, *requirement = NULL;
    size_t i;
    gg_status st = gg_event_payload(db, a->standing.policy, &payload, NULL, err);

    if (st != GG_OK)
        return st;
    json_array_foreach(json_object_get(payload, "requirements"), i, requirement)
    {
        if (st == GG_OK && !*broken)
            st = by_requirement(db, a, requirement, broken, out, err);
    }
    json_decref(payload);
    if (st == GG_OK && !*broken)
        st = by_analysis(db, a, broken, out, err);
    return st == GG_OK && !*broken && a->grounds
               ? gg_grounds_check(db, &a->v, a->standing.verdict, broken, out, err)
               : st;
}

/* From a state, by whom. */
static void say_way_on(const char *state, gg_refusal *out)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].from, state) == 0) {
            snprintf(out->mend, sizeof out->mend,
                     "from there gauger %s leads on (%s); see gauger model show", ways[i].command,
                     ways[i].who);
            return;
        }
}

/* The first rule that refuses, if one does. */
static gg_status judge(gg_db *db, const attempt *a, bool *broken, gg_refusal *out, gg_error *err)
{
    *broken = false;
    if (!has_way(a)) {
        *broken = true;
        out->rule = "state";
        snprintf(out->what, sizeof out->what,
                 "%s@%llu is in state %s, from where %s does not lead "
                 "to %s",
                 a->v.model, (unsigned long long)a->v.number, a->v.state, a->command, a->to);
        say_way_on(a->v.state, out);
        return GG_OK;
    }
    *broken = by_approvals(a, out) || by_rules(a, out);
    if (!*broken && strcmp(a->command, "promote") == 0 && strcmp(a->to, "production") == 0)
        return by_policy(db, a, broken, out, err);
    return GG_OK;
}

/* ---- a way that was taken */

gg_status gg_transition_judge(gg_db *db, const gg_applied *event, bool *broken, gg_refusal *out,
                              gg_error *err)
{
    attempt a = {.command = strchr(event->action, '.') + 1,
                 .action = event->action,
                 .to = gg_json_string(event->payload, "to", ""),
                 .actor = event->actor,
                 .time = event->time};
    json_int_t verdict = json_integer_value(json_object_get(event->payload, "verdict"));
    gg_reference r = {.number = event->number};
    gg_status st;

    gg_copy(r.name, sizeof r.name, event->name);
    st = gg_version_lookup(db, &r, &a.v, err);
    a.champion = (uint64_t)json_integer_value(json_object_get(event->payload, "retired"));
    a.of_champion = strcmp(a.to, "production") == 0;
    if (st == GG_OK)
        st = gg_standing_read(db, &a.v, event->time, &a.standing, err);
    if (st == GG_OK)
        st = judge(db, &a, broken, out, err);
    if (st == GG_OK && !*broken && a.of_champion && a.standing.verdict != (uint64_t)verdict) {
        *broken = true;
        out->rule = "verdict";
        gg_copy(out->what, sizeof out->what, "it names another verdict than the newest");
        gg_copy(out->mend, sizeof out->mend, "look at it and try again");
    }
    return st;
}

/* ---- taking a way */

static gg_status append_to(gg_transaction *tx, const gg_version *v, const char *action,
                           json_t *payload, uint64_t *seq, gg_error *err)
{
    char object[GG_NAME_MAX + 40];

    snprintf(object, sizeof object, "model/%s@%llu", v->model, (unsigned long long)v->number);
    return gg_append(tx, action, object, payload, seq, err);
}

/* A refusal is on record before it is said. */
gg_status gg_version_refuse(gg_transaction *tx, const gg_version *v, const char *command,
                            const char *to, const gg_refusal *why, gg_error *err)
{
    gg_status st = append_to(tx, v, "model.refuse",
                             json_pack("{s:s, s:s, s:s, s:s, s:s}", "command", command, "from",
                                       v->state, "to", to, "rule", why->rule, "message", why->what),
                             NULL, err);

    st = gg_transaction_end(tx, st, err);
    if (st != GG_OK)
        return st;
    /* What duty refuses names its rule itself. */
    return strncmp(why->what, "rule ", 5) == 0
               ? gg_error_set(err, GG_E_NO, why->mend, "%s", why->what)
               : gg_error_set(err, GG_E_NO, why->mend, "rule %s: %s", why->rule, why->what);
}

/* Who may not try this at all is refused by duty; who may, but not with this version, as by the
 * other rules, so that the version's history shows it. */
static gg_status by_duty(gg_transaction *tx, const attempt *a, bool *separate, gg_refusal *out,
                         gg_error *err)
{
    char object[GG_NAME_MAX + 40];
    gg_judgement judgement;
    json_t *payload = json_pack("{s:s}", "to", a->to);
    gg_status st = payload ? GG_OK : gg_error_set(err, GG_E_MEMORY, NULL, "out of memory");

    snprintf(object, sizeof object, "model/%s@%llu", a->v.model, (unsigned long long)a->v.number);
    if (st == GG_OK)
        st = gg_transaction_judge(tx, a->action, object, payload, &judgement, err);
    *separate = st == GG_OK && judgement.refused && strcmp(judgement.why.rule, "separation") == 0;
    if (*separate)
        *out = judgement.why;
    else if (st == GG_OK && judgement.refused)
        st = gg_transaction_allow(tx, a->action, object, payload, err);
    json_decref(payload);
    return st;
}

/* The cycle that nobody opened closes when a version of it goes into production. */
static gg_status cycle_to_close(gg_db *db, const attempt *a, uint64_t *out, gg_error *err)
{
    *out = 0;
    if (strcmp(a->to, "production") != 0)
        return GG_OK;
    return gg_db_number(db, out, err,
                        "SELECT id FROM cycle WHERE id = ?1 AND implicit AND closed IS NULL", "i",
                        (int64_t)a->v.cycle);
}

static gg_status take(gg_transaction *tx, const attempt *a, const char *decision, uint64_t *seq,
                      gg_error *err)
{
    bool production = strcmp(a->to, "production") == 0;
    uint64_t closes = 0;
    json_t *payload;
    int bad = 0;
    gg_status st = cycle_to_close(&tx->reg->db, a, &closes, err);

    if (st != GG_OK)
        return st;
    payload = json_pack("{s:s, s:s, s:s?}", "from", a->v.state, "to", a->to,
                        decision ? "text" : "reason", a->reason);
    if (decision)
        bad |= json_object_set_new(payload, "decision", json_string(decision));
    if (production && a->standing.champion)
        bad |=
            json_object_set_new(payload, "retired", json_integer((json_int_t)a->standing.champion));
    if (production)
        bad |=
            json_object_set_new(payload, "verdict", json_integer((json_int_t)a->standing.verdict));
    if (production && a->waivers && json_array_size(a->waivers))
        bad |= json_object_set(payload, "waivers", a->waivers);
    if (closes)
        bad |= json_object_set_new(payload, "closes", json_integer((json_int_t)closes));
    if (bad) {
        json_decref(payload);
        payload = NULL;
    }
    return append_to(tx, &a->v, a->action, payload, seq, err);
}

/* Looks, judges and acts under one lock, so that of two that try one sees what the other did. */
static gg_status attempt_it(gg_registry *reg, const char *reference, attempt *a,
                            const char *decision, uint64_t *seq, gg_error *err)
{
    gg_transaction *tx;
    gg_refusal r;
    bool broken = false;
    gg_status st = gg_version_find(reg, reference, &a->v, err);

    if (st == GG_OK)
        st = gg_champion_number(&reg->db, a->v.model, &a->champion, err);
    if (st == GG_OK)
        st = gg_transaction_begin(reg, &tx, err);
    if (st != GG_OK)
        return st;
    a->actor = reg->actor;
    a->time = tx->time;
    a->grounds = true;
    st = gg_version_find(reg, reference, &a->v, err);
    if (st == GG_OK)
        st = by_duty(tx, a, &broken, &r, err);
    if (st == GG_OK)
        st = gg_standing_read(&reg->db, &a->v, tx->time, &a->standing, err);
    if (st == GG_OK && !broken)
        st = judge(&reg->db, a, &broken, &r, err);
    if (st == GG_OK && broken)
        return gg_version_refuse(tx, &a->v, a->command, a->to, &r, err);
    if (st == GG_OK && a->of_champion)
        st = gg_waivers_json(&reg->db, &a->v, a->standing.verdict, tx->time, &a->waivers, err);
    if (st == GG_OK)
        st = take(tx, a, decision, seq, err);
    return gg_transaction_end(tx, st, err);
}

gg_status gg_version_promote(gg_registry *reg, const char *reference, const char *to,
                             const char *reason, json_t **out, gg_error *err)
{
    attempt a = {.command = "promote", .action = "model.promote", .to = to, .reason = reason};
    uint64_t seq = 0;
    gg_status st = GG_OK;
    json_t *document;

    if (!leads_to("promote", to))
        return gg_error_set(err, GG_E_USAGE, "choose review, production, rejected or retired",
                            "no promotion leads to that state");
    a.of_champion = strcmp(to, "production") == 0;
    st = gg_text_field("reason", reason, GG_REASON_MAX,
                       strcmp(to, "rejected") == 0 || strcmp(to, "retired") == 0, err);
    if (st == GG_OK)
        st = attempt_it(reg, reference, &a, NULL, &seq, err);
    if (st != GG_OK || !out) {
        json_decref(a.waivers);
        return st;
    }
    document =
        json_pack("{s:s, s:I, s:s, s:s, s:o, s:I}", "name", a.v.model, "version",
                  (json_int_t)a.v.number, "from", a.v.state, "to", to, "champion_before",
                  a.standing.champion ? json_integer((json_int_t)a.standing.champion) : json_null(),
                  "seq", (json_int_t)seq);
    if (json_array_size(a.waivers) && json_object_set(document, "waivers", a.waivers) != 0) {
        json_decref(document);
        document = NULL;
    }
    json_decref(a.waivers);
    return gg_document(GG_OK, out, err, document);
}

gg_status gg_version_suspend(gg_registry *reg, const char *reference, const char *reason,
                             gg_error *err)
{
    attempt a = {
        .command = "suspend", .action = "model.suspend", .to = "suspended", .reason = reason};
    gg_status st = gg_text_field("reason", reason, GG_REASON_MAX, true, err);

    return st == GG_OK ? attempt_it(reg, reference, &a, NULL, NULL, err) : st;
}

gg_status gg_version_review(gg_registry *reg, const char *reference, gg_review review,
                            const char *text, uint64_t *seq, gg_error *err)
{
    static const char *const words[] = {"approve", "reject", "question"};
    attempt a = {.command = "review",
                 .action = "model.review",
                 .to = review == GG_REVIEW_APPROVE ? "approved" : "candidate",
                 .reason = text};
    gg_status st = gg_text_field("review", text, GG_REASON_MAX, review != GG_REVIEW_APPROVE, err);

    return st == GG_OK ? attempt_it(reg, reference, &a, words[review], seq, err) : st;
}
