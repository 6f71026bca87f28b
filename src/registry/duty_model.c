/* Separation in the life of a version: by person, and by name as well. */
#include <string.h>

#include "account_internal.h"
#include "lifecycle_internal.h"
#include "record_internal.h"

/* Whether who acts registered the version or sent it to review, by name or by person. */
static gg_status submitted(gg_judging *j, bool *out)
{
    const gg_applied *e = j->event;
    uint64_t own = 0;
    gg_status st = gg_db_number(
        j->db, &own, j->err,
        "SELECT v.submitter = ?3 OR ifnull(v.sender = ?3, 0) OR " GG_PERSON(
            "v.seq") " = ?4 OR ifnull(" GG_PERSON("v.sent") " = ?4, 0)"
                                                            " FROM version v WHERE v.name = ?1 AND "
                                                            "v.number = ?2",
        "siss", e->name, (int64_t)e->number, e->actor, j->actor.person);

    *out = own != 0;
    return st;
}

/* Who says yes after a no does not act on it: another one reads both first. */
static gg_status judge_lifted(gg_judging *j, uint64_t number)
{
    const gg_applied *e = j->event;
    uint64_t own = 0;
    gg_status st = gg_db_number(
        j->db, &own, j->err,
        "SELECT " GG_PERSON("r.seq") " = ?4 FROM record r WHERE r.number = ?1 AND EXISTS"
                                     " (SELECT 1 FROM record o WHERE o.type = r.type AND o.bars"
                                     " AND o.number < r.number AND (o.model IS NULL OR (o.model ="
                                     " ?2 AND (o.version IS NULL OR o.version = ?3))))",
        "isis", (int64_t)number, e->name, (int64_t)e->number, j->actor.person);

    if (st == GG_OK && own)
        gg_refuse(j, "separation", "ask another reviewer to read both and to promote",
                  "the analysis %s@%llu follows a no and is by %.60s, who would act on it", GG_PTA,
                  (unsigned long long)number, e->actor);
    return st;
}

/* Whether the analysis that lets a version into production was written by who submitted it. */
static gg_status judge_analysis(gg_judging *j)
{
    const gg_applied *e = j->event;
    gg_record_answer answer;
    uint64_t own = 0;
    gg_status st = gg_record_in_force(j->db, GG_PTA, e->name, e->number, e->time, &answer, j->err);

    if (st == GG_OK && answer.standing == GG_RECORD_IN_FORCE)
        st = gg_db_number(j->db, &own, j->err,
                          "SELECT " GG_PERSON("r.seq") " IN (" GG_PERSON("v.seq") ", " GG_PERSON(
                              "v.sent") ")"
                                        " FROM record r, version v WHERE r.number = ?1 AND v.name "
                                        "= ?2 AND v.number = ?3",
                          "isi", (int64_t)answer.number, e->name, (int64_t)e->number);
    if (st == GG_OK && !own && answer.standing == GG_RECORD_IN_FORCE)
        return judge_lifted(j, answer.number);
    if (st == GG_OK && own)
        gg_refuse(j, "separation", "ask a reviewer who had no part in it to add one",
                  "the analysis %s@%llu is by who submitted %.60s@%llu", GG_PTA,
                  (unsigned long long)answer.number, e->name, (unsigned long long)e->number);
    return st;
}

/* Whether it was by this account, or by another one of the same person. */
static gg_status by_name(gg_judging *j, bool *out)
{
    const gg_applied *e = j->event;
    uint64_t own = 0;
    gg_status st = gg_db_number(j->db, &own, j->err,
                                "SELECT submitter = ?3 OR ifnull(sender = ?3, 0) FROM version"
                                " WHERE name = ?1 AND number = ?2",
                                "sis", e->name, (int64_t)e->number, e->actor);

    *out = own != 0;
    return st;
}

/* Of several people nobody lets their own version out. */
static gg_status judge_own(gg_judging *j, const char *what)
{
    const gg_applied *e = j->event;
    bool own = false, named = false;
    gg_status st = submitted(j, &own);

    if (st == GG_OK && own)
        st = by_name(j, &named);
    if (st == GG_OK && own)
        gg_refuse(j, "separation", "ask a reviewer who had no part in it",
                  named ? "nobody %s what they submitted, and %.60s has submitted %.60s@%llu"
                        : "nobody %s what they submitted, and %.60s is of the same person as who "
                          "submitted %.60s@%llu",
                  what, e->actor, e->name, (unsigned long long)e->number);
    return st;
}

gg_status gg_judge_issue(gg_judging *j)
{
    return j->out->several ? judge_own(j, "issues the card of") : GG_OK;
}

static gg_status judge_production(gg_judging *j)
{
    gg_status st = judge_own(j, "puts into production");

    return st == GG_OK && !j->out->refused ? judge_analysis(j) : st;
}

/* Asked beforehand there is no state yet that it leaves. */
static gg_status by_rules(gg_judging *j)
{
    gg_refusal why;
    bool broken = false;
    gg_status st = GG_OK;

    if (gg_json_string(j->event->payload, "from", NULL))
        st = gg_transition_judge(j->db, j->event, &broken, &why, j->err);
    if (st == GG_OK && broken)
        gg_refuse(j, why.rule, why.mend, "%s", why.what);
    return st;
}

gg_status gg_judge_way(gg_judging *j)
{
    const char *to = gg_json_string(j->event->payload, "to", "");
    gg_status st = GG_OK;

    if (j->out->several && strcmp(to, "production") == 0)
        st = judge_production(j);
    return st == GG_OK && !j->out->refused ? by_rules(j) : st;
}

/* Asked beforehand no dataset is named yet, nor one for rows from elsewhere. */
gg_status gg_judge_evaluation(gg_judging *j)
{
    const char *dataset = gg_json_string(j->event->payload, "dataset", NULL);
    json_int_t number = json_integer_value(json_object_get(j->event->payload, "dataset_number"));
    uint64_t purged = 0;
    gg_status st = GG_OK;

    if (dataset)
        st = gg_db_number(j->db, &purged, j->err,
                          "SELECT purged FROM dataset WHERE name = ?1 AND number = ?2", "si",
                          dataset, (int64_t)number);
    if (st == GG_OK && purged)
        gg_refuse(j, "purged", "name data that is kept", "%.60s@%lld was purged by event %llu",
                  dataset, (long long)number, (unsigned long long)purged);
    return st;
}

/* Asked beforehand no evaluation is named yet. */
gg_status gg_judge_verdict(gg_judging *j)
{
    json_int_t e = json_integer_value(json_object_get(j->event->payload, "evaluation"));
    uint64_t purged = 0, newer = 0;
    gg_status st = gg_db_number(j->db, &purged, j->err,
                                "SELECT d.purged FROM evaluation e JOIN dataset d"
                                " ON d.name = e.dataset AND d.number = e.dataset_number"
                                " WHERE e.seq = ?1",
                                "i", (int64_t)e);

    if (st == GG_OK)
        st = gg_db_number(j->db, &newer, j->err,
                          "SELECT max(d.number) FROM evaluation e JOIN dataset d"
                          " ON d.name = e.dataset AND d.number > e.dataset_number"
                          " WHERE e.seq = ?1",
                          "i", (int64_t)e);
    if (st == GG_OK && purged)
        gg_refuse(j, "purged", "ask a scientist to evaluate it on data that is kept",
                  "evaluation %lld is on data that was purged by event %llu", (long long)e,
                  (unsigned long long)purged);
    else if (st == GG_OK && newer)
        gg_refuse(j, "stale", "ask a scientist to evaluate it on the newest data: gauger evaluate",
                  "evaluation %lld is on data that version %llu has superseded", (long long)e,
                  (unsigned long long)newer);
    return st;
}

/* What of a version is by who acts; NULL for nothing. */
static gg_status made(gg_judging *j, const char **out)
{
    const gg_applied *e = j->event;
    uint64_t what = 0;
    gg_status st = gg_db_number(j->db, &what, j->err, "SELECT " GG_MADE_BY("?3"), "sis", e->name,
                                (int64_t)e->number, j->actor.person);

    *out = gg_made_word(what);
    return st;
}

/* Nobody approves what rests on work of theirs. */
static gg_status judge_made(gg_judging *j)
{
    const gg_applied *e = j->event;
    const char *own = NULL;
    gg_status st = made(j, &own);

    if (st == GG_OK && own)
        gg_refuse(j, "separation", "ask a reviewer who had no part in it",
                  "nobody approves what rests on work of theirs, and the %s of %.60s@%llu is by "
                  "the person of %.60s",
                  own, e->name, (unsigned long long)e->number, e->actor);
    return st;
}

gg_status gg_judge_review(gg_judging *j)
{
    bool approves = strcmp(gg_json_string(j->event->payload, "to", ""), "approved") == 0;
    gg_status st = j->out->several ? judge_own(j, "reviews") : GG_OK;

    if (st == GG_OK && !j->out->refused && approves && j->out->several)
        st = judge_made(j);
    return st == GG_OK && !j->out->refused ? by_rules(j) : st;
}

gg_status gg_judge_waive(gg_judging *j)
{
    const char *until = gg_json_string(j->event->payload, "until", NULL);
    char last[GG_TIME_TEXT];
    int64_t months = 0;
    gg_status st = j->out->several ? judge_own(j, "reviews") : GG_OK;

    if (st == GG_OK && !j->out->refused && until)
        st = gg_setting_read(j->db, "waiver.months", &months, j->err);
    if (st != GG_OK || j->out->refused || !until)
        return st;
    gg_time_add_months(j->event->time, (unsigned)months, last);
    if (strncmp(until, j->event->time, GG_DATE_TEXT - 1) < 0 ||
        strncmp(until, last, GG_DATE_TEXT - 1) > 0)
        gg_refuse(j, "waiver", "choose a day between",
                  "a waiver begins today and lasts %lld months at most, until %.10s",
                  (long long)months, last);
    return GG_OK;
}

gg_status gg_judge_answer(gg_judging *j)
{
    const gg_applied *e = j->event;
    uint64_t own = 0;
    gg_status st;

    if (!j->out->several)
        return GG_OK;
    st = gg_db_number(j->db, &own, j->err, "SELECT " GG_PERSON("?1") " = ?2", "is",
                      (int64_t)json_integer_value(json_object_get(e->payload, "finding")),
                      j->actor.person);
    if (st == GG_OK && own)
        gg_refuse(j, "separation", "ask the submitter to answer it",
                  "nobody answers the finding that they raised");
    return st;
}

gg_status gg_judge_countersign(gg_judging *j)
{
    uint64_t own = 0;
    gg_status st;

    if (!j->out->several)
        return GG_OK;
    st = gg_db_number(j->db, &own, j->err, "SELECT " GG_PERSON("?1") " = ?2", "is",
                      (int64_t)json_integer_value(json_object_get(j->event->payload, "issued")),
                      j->actor.person);
    if (st == GG_OK && own)
        gg_refuse(j, "separation", "ask a second reviewer or an auditor",
                  "nobody countersigns the card that they issued");
    return st;
}

gg_status gg_judge_cycle(gg_judging *j)
{
    gg_asked who = {.now = j->event->time,
                    .but = j->actor.person,
                    .roles = GG_ACCOUNT_ROLE_SCIENTIST,
                    .command = "cycle open"};
    char mend[160];
    gg_status st;

    if (!j->out->several || (j->actor.roles & GG_ACCOUNT_ROLE_SCIENTIST) ||
        json_is_true(json_object_get(j->event->payload, "implicit")))
        return GG_OK;
    st = gg_account_ask(j->db, &who, mend, sizeof mend, j->err);
    gg_refuse(j, "role", mend, "cycle.open needs the role scientist; %.50s is ci", j->actor.name);
    return st;
}

gg_status gg_judge_policy(gg_judging *j)
{
    if (!j->out->several || !j->actor.limited || gg_json_string(j->event->payload, "model", NULL))
        return GG_OK;
    return gg_refuse_ask(j, "model", "account limit", j->actor.name,
                         "account %.60s is limited to models, and this policy is for all",
                         j->actor.name);
}

/* What holds for all models is not for somebody who may see some of them. */
gg_status gg_judge_record(gg_judging *j)
{
    static const char *const all[] = {"privacy-threshold-analysis", "impact-assessment",
                                      "agreement"};
    const char *type = gg_json_string(j->event->payload, "type", "");
    bool holds = false;

    if (strcmp(type, "training") == 0)
        return gg_judge_own(j, gg_json_string(j->event->payload, "account", ""));
    if (strcmp(j->event->action, "record.close") == 0 || !j->out->several || !j->actor.limited ||
        gg_json_string(j->event->payload, "model", NULL))
        return GG_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        holds = holds || strcmp(all[i], type) == 0;
    if (!holds)
        return GG_OK;
    return gg_refuse_ask(j, "model", "account limit", j->actor.name,
                         "account %.60s is limited to models, and this record is for all",
                         j->actor.name);
}
