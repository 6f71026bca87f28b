/* Cycles: phases, clocks, what falls due. */
#include "registry/people.h"

START_TEST(a_cycle_passes_its_phases)
{
    place pl, *p = &pl;
    static const char *const datasets[] = {"scores"};
    gg_cycle_entry entry = {.model = "lanes",
                            .kind = "development",
                            .reason = "the first",
                            .datasets = datasets,
                            .n_datasets = 1};
    uint64_t id = 0;
    json_t *list, *names;

    place_create(p);
    refused(GG_E_NOT_FOUND, "no dataset", gg_cycle_open(p->reg, &entry, &id, &p->err));
    stage_dataset(p, "scores", 0, NULL);
    ok(gg_cycle_open(p->reg, &entry, &id, &p->err));
    ck_assert_uint_eq(id, 1);
    refused(GG_E_CONFLICT, "cycle 1 of lanes", gg_cycle_open(p->reg, &entry, &id, &p->err));
    p->now += 36 * 3600;
    ok(gg_cycle_phase(p->reg, id, "features", &p->err));
    refused(GG_E_CONFLICT, "already", gg_cycle_phase(p->reg, id, "features", &p->err));
    refused(GG_E_USAGE, "no such phase", gg_cycle_phase(p->reg, id, "party", &p->err));
    refused(GG_E_NOT_FOUND, "no cycle 9", gg_cycle_phase(p->reg, 9, "build", &p->err));
    p->now += 12 * 3600;
    stage_dataset(p, "scores", 1, NULL);
    ok(gg_cycle_datasets(p->reg, id, &names, &p->err));
    ck_assert_uint_eq(json_array_size(names), 1);
    ck_assert_str_eq(json_string_value(json_array_get(names, 0)), "scores@1");
    json_decref(names);
    refused(GG_E_NOT_FOUND, "no cycle 9", gg_cycle_datasets(p->reg, 9, &names, &p->err));
    stage_version(p, "lanes");
    ok(gg_cycle_list(p->reg, NULL, &list, &p->err));
    says(list, "format", "gauger/cycles/1");
    counts(list, "overdue", 0);
    counts(list, "cycles/0/id", 1);
    says(list, "cycles/0/phase", "features");
    says(list, "cycles/0/reason", "the first");
    /* ten months, by the calendar: 302 days from 2026-01-03 */
    says(list, "cycles/0/due", "2026-11-01T00:00:00Z");
    counts(list, "cycles/0/days_left", 302);
    counts(list, "cycles/0/versions/0", 1);
    says(list, "cycles/0/phases/0/phase", "research");
    ck_close(json_number_value(at(list, "cycles/0/phases/0/days")), 1.5, 1e-12);
    ck_close(json_number_value(at(list, "cycles/0/phases/1/days")), 0.5, 1e-12);
    is_null(list, "cycles/0/phases/1/ended");
    json_decref(list);
    ck_assert_str_eq(gg_cycle_phase_name(4), "deploy");
    ck_assert_ptr_null(gg_cycle_phase_name(5));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(cycles_of_several_kinds_are_found_by_reference)
{
    place pl, *p = &pl;
    gg_cycle_entry entry = {.model = "lanes", .kind = "development"};
    uint64_t id = 0, other = 0;

    place_create(p);
    ok(gg_cycle_open(p->reg, &entry, &id, &p->err));
    stage_version(p, "lanes");
    entry.kind = "refresh";
    entry.from = "1";
    ok(gg_cycle_open(p->reg, &entry, &other, &p->err));
    ck_assert_uint_eq(other, 2);
    refused(GG_E_USAGE, "1 (development), 2 (refresh)",
            gg_cycle_find(p->reg, "lanes", &id, &p->err));
    ok(gg_cycle_find(p->reg, "lanes/refresh", &id, &p->err));
    ck_assert_uint_eq(id, 2);
    ok(gg_cycle_close(p->reg, id, "not needed", &p->err));
    refused(GG_E_CONFLICT, "closed", gg_cycle_close(p->reg, id, NULL, &p->err));
    refused(GG_E_CONFLICT, "closed", gg_cycle_phase(p->reg, id, "test", &p->err));
    ok(gg_cycle_find(p->reg, "lanes", &id, &p->err));
    ck_assert_uint_eq(id, 1);
    ok(gg_cycle_find(p->reg, "2", &id, &p->err));
    refused(GG_E_NOT_FOUND, "is open", gg_cycle_find(p->reg, "boats", &id, &p->err));
    refused(GG_E_NOT_FOUND, "no cycle 7", gg_cycle_find(p->reg, "7", &id, &p->err));
    refused(GG_E_USAGE, "does not name", gg_cycle_find(p->reg, "", &id, &p->err));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(what_is_said_of_a_cycle_is_checked)
{
    place pl, *p = &pl;
    gg_cycle_entry entry = {.model = "lanes", .kind = "revolution", .from = "1"};
    uint64_t id;

    place_create(p);
    stage_version(p, "lanes");
    refused(GG_E_USAGE, "no such kind", gg_cycle_open(p->reg, &entry, &id, &p->err));
    entry.kind = "adjustment";
    entry.phase = "party";
    refused(GG_E_USAGE, "no such phase", gg_cycle_open(p->reg, &entry, &id, &p->err));
    entry.phase = NULL;
    entry.from = "boats@1";
    refused(GG_E_NOT_FOUND, "no model boats", gg_cycle_open(p->reg, &entry, &id, &p->err));
    entry.model = "boats";
    entry.from = "lanes@1";
    refused(GG_E_USAGE, "of the model lanes", gg_cycle_open(p->reg, &entry, &id, &p->err));
    ck_assert_str_eq(gg_cycle_kind(3), "adjustment");
    ck_assert_ptr_null(gg_cycle_kind(4));
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(a_version_names_its_cycle)
{
    place pl, *p = &pl;
    gg_cycle_entry open = {.model = "lanes", .kind = "adjustment"};
    json_t *m = stage_manifest("lanes", "rules", 0.5);
    gg_version_entry entry = {.manifest = m, .kind = "development"};
    uint64_t id;
    gg_version v;

    place_create(p);
    ok(gg_cycle_open(p->reg, &open, &id, &p->err));
    entry.cycle = id;
    refused(GG_E_USAGE, "of lanes, adjustment", gg_version_register(p->reg, &entry, NULL, &p->err));
    entry.cycle = 9;
    refused(GG_E_NOT_FOUND, "no cycle 9", gg_version_register(p->reg, &entry, NULL, &p->err));
    entry.cycle = 0;
    ok(gg_version_register(p->reg, &entry, NULL, &p->err));
    ok(gg_version_find(p->reg, "lanes", &v, &p->err));
    ck_assert_uint_eq(v.cycle, 2);
    ok(gg_cycle_close(p->reg, 2, NULL, &p->err));
    entry.cycle = 2;
    refused(GG_E_CONFLICT, "closed", gg_version_register(p->reg, &entry, NULL, &p->err));
    entry.cycle = 0;
    ok(gg_version_register(p->reg, &entry, NULL, &p->err));
    ok(gg_version_find(p->reg, "lanes", &v, &p->err));
    ck_assert_uint_eq(v.cycle, 3);
    json_decref(m);
    place_consistent(p);
    place_remove(p);
}
END_TEST

/* Whether so many are overdue, by a list of what the filter lets through. */
static void counts_overdue(place *p, const gg_cycle_filter *filter, int n)
{
    json_t *list;

    ok(gg_cycle_list(p->reg, filter, &list, &p->err));
    counts(list, "overdue", n);
    json_decref(list);
}

/* Calendar months, the end of short months, and the instant at which a cycle is overdue. */
START_TEST(clocks_fall_due_by_the_calendar)
{
    place pl, *p = &pl;
    gg_cycle_entry entry = {.model = "lanes", .kind = "adjustment"};
    gg_cycle_filter filter = gg_cycle_filter_default();
    gg_registry_options options;
    uint64_t id;
    json_t *list;

    place_init(p);
    p->now = 1769817600 + 3600; /* 2026-01-31T01:00:00Z */
    options = place_options(p);
    ok(gg_registry_create(p->dir, &p->env, &options, &p->reg, &p->err));
    ok(gg_cycle_open(p->reg, &entry, &id, &p->err));
    filter.overdue = true;
    p->now = 1772236800 + 3599; /* 2026-02-28T00:59:59Z */
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 0);
    ck_assert_uint_eq(json_array_size(at(list, "cycles")), 0);
    json_decref(list);
    filter.overdue = false;
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    says(list, "cycles/0/due", "2026-02-28T01:00:00Z");
    counts(list, "cycles/0/days_left", 0);
    json_decref(list);
    p->now++; /* the very second passes */
    filter.overdue = true;
    counts_overdue(p, &filter, 0);
    p->now++;
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 1);
    counts(list, "cycles/0/days_left", -1);
    ck_assert(json_is_true(at(list, "cycles/0/overdue")));
    json_decref(list);
    /* The number is the same whatever else is listed. */
    counts_overdue(p, NULL, 1);
    ok(gg_cycle_close(p->reg, id, NULL, &p->err));
    filter.closed = true;
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 0);
    ck_assert_uint_eq(json_array_size(at(list, "cycles")), 0);
    json_decref(list);
    filter.overdue = false;
    filter.model = "lanes";
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    says(list, "cycles/0/state", "closed");
    /* It was late when it was closed, and is no longer to be done. */
    ck_assert(json_is_true(at(list, "cycles/0/overdue")));
    counts(list, "overdue", 0);
    json_decref(list);
    filter.model = "boats";
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    ck_assert_uint_eq(json_array_size(at(list, "cycles")), 0);
    json_decref(list);
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(a_setting_changes_what_is_opened_from_now_on)
{
    place pl, *p = &pl;
    gg_cycle_entry first = {.model = "lanes", .kind = "adjustment"};
    gg_cycle_entry second = {.model = "boats", .kind = "adjustment"};
    json_t *list;

    place_create(p);
    ok(gg_cycle_open(p->reg, &first, NULL, &p->err));
    ok(gg_registry_set(p->reg, "clock.adjustment_months", 13, &p->err));
    ok(gg_cycle_open(p->reg, &second, NULL, &p->err));
    ok(gg_cycle_list(p->reg, NULL, &list, &p->err));
    says(list, "cycles/0/due", "2026-02-01T00:00:00Z");
    says(list, "cycles/1/due", "2027-02-01T00:00:00Z");
    json_decref(list);
    place_consistent(p);
    place_remove(p);
}
END_TEST

START_TEST(a_champion_is_to_be_refreshed)
{
    place pl, *p = &pl;
    char policy[GG_SHA256_HEX];
    gg_cycle_filter filter = {.overdue = true};
    gg_cycle_entry refresh = {.model = "lanes", .kind = "refresh", .from = "1"};
    json_t *list;

    place_create(p);
    stage_dataset(p, "scores", 0, NULL);
    stage_policy(p, NULL, POLICY, NULL, policy);
    stage_version(p, "lanes");
    stage_approve(p, "lanes@1", "scores", policy);
    ok(gg_version_promote(p->reg, "lanes@1", "production", NULL, NULL, &p->err));
    p->now = 1782864000; /* 2026-07-01T00:00:00Z, which passes */
    counts_overdue(p, &filter, 0);
    p->now++;
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 1);
    says(list, "due/0/model", "lanes");
    says(list, "due/0/due", "2026-07-01T00:00:00Z");
    says(list, "due/0/in_production_since", "2026-01-01T00:00:00Z");
    is_null(list, "due/0/cycle");
    json_decref(list);
    counts_overdue(p, NULL, 1);
    ok(gg_cycle_open(p->reg, &refresh, NULL, &p->err));
    ok(gg_cycle_list(p->reg, &filter, &list, &p->err));
    counts(list, "overdue", 0);
    ck_assert_uint_eq(json_array_size(at(list, "due")), 0);
    json_decref(list);
    /* Begun, it is listed and counts no more. */
    ok(gg_cycle_list(p->reg, NULL, &list, &p->err));
    counts(list, "due/0/cycle", 2);
    counts(list, "due/0/days_left", -1);
    ck_assert(json_is_false(at(list, "due/0/overdue")));
    counts(list, "overdue", 0);
    json_decref(list);
    place_remove(p);
}
END_TEST

/* ci has a version registered, and with it a cycle; opening one by itself is a scientist's. */
START_TEST(ci_opens_a_cycle_with_its_version_alone)
{
    crew c;
    place *p = &c.p;
    gg_cycle_entry entry = {.model = "lanes", .kind = "development"};
    json_t *list;
    uint64_t id = 0;

    crew_create(&c);
    crew_as(&c, "cindy");
    refused(GG_E_NO, "rule role: cycle.open needs the role scientist; cindy is ci",
            gg_cycle_open(p->reg, &entry, &id, &p->err));
    crew_logged(&c, "cindy", "cycle.open", "role");
    ck_assert_uint_eq(stage_version(p, "lanes").cycle, 1);
    ok(gg_cycle_list(p->reg, NULL, &list, &p->err));
    ck_assert_uint_eq(json_array_size(at(list, "cycles")), 1);
    says(list, "cycles/0/phase", "build");
    json_decref(list);
    refused(GG_E_NO, "rule role", gg_cycle_phase(p->reg, 1, "test", &p->err));
    refused(GG_E_NO, "rule role", gg_cycle_close(p->reg, 1, NULL, &p->err));
    crew_as(&c, "sam");
    ok(gg_cycle_close(p->reg, 1, NULL, &p->err));
    ok(gg_cycle_open(p->reg, &entry, &id, &p->err));
    crew_consistent(&c);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, a_cycle_passes_its_phases);
    tcase_add_test(tc, cycles_of_several_kinds_are_found_by_reference);
    tcase_add_test(tc, what_is_said_of_a_cycle_is_checked);
    tcase_add_test(tc, a_version_names_its_cycle);
    tcase_add_test(tc, clocks_fall_due_by_the_calendar);
    tcase_add_test(tc, a_setting_changes_what_is_opened_from_now_on);
    tcase_add_test(tc, a_champion_is_to_be_refreshed);
    tcase_add_test(tc, ci_opens_a_cycle_with_its_version_alone);
}

GG_TEST_MAIN("registry/cycle")
