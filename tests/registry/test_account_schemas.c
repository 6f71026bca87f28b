/* The documents of accounts fit their published schemas, and the schemas are strict. */
#include "registry/people.h"
#include "strict.h"

#define SCHEMA(name) "docs/schemas/" name "-1.schema.json"

static const char *const administrator[] = {"administrator"};

START_TEST(of_one_person)
{
    place pl, *p = &pl;
    json_t *document;

    place_create(p);
    ok(gg_account_list(p->reg, false, &document, &p->err));
    strict_fits(SCHEMA("accounts"), document);
    json_decref(document);
    ok(gg_account_show(p->reg, "ada", &document, &p->err));
    strict_fits(SCHEMA("account"), document);
    json_decref(document);
    place_remove(p);
}
END_TEST

START_TEST(of_several_people)
{
    static const char *const models[] = {"lanes"};
    crew c;
    place *p = &c.p;
    gg_account_change limit = {
        .account = "sam", .act = GG_ACCOUNT_LIMIT, .models = models, .n_models = 1};
    gg_nomination n;
    json_t *document;

    crew_create(&c);
    ok(gg_account_change_it(p->reg, &limit, NULL, &p->err));
    n = crew_nominate(&c, "dora", administrator, 1);
    ok(gg_account_add(p->reg, &n, NULL, &p->err));
    ok(crew_change(&c, "sam", GG_ACCOUNT_GRANT, "ci"));
    ok(gg_account_show(p->reg, "sam", &document, &p->err));
    strict_object(SCHEMA("account"), document, "");
    strict_object(SCHEMA("account"), document, "keys/0");
    strict_object(SCHEMA("account"), document, "waits/0");
    strict_refuses(SCHEMA("account"), document, "", "state", json_string("asleep"));
    strict_refuses(SCHEMA("account"), document, "", "roles", json_pack("[s]", "king"));
    strict_refuses(SCHEMA("account"), document, "", "models", json_array());
    strict_refuses(SCHEMA("account"), document, "", "trained", json_string("yesterday"));
    strict_refuses(SCHEMA("account"), document, "keys/0", "key", json_string("0123"));
    json_decref(document);
    p->now += 400 * DAY;
    ok(gg_account_list(p->reg, false, &document, &p->err));
    says(document, "warnings/0/code", "no_administrator");
    strict_object(SCHEMA("accounts"), document, "");
    strict_object(SCHEMA("accounts"), document, "accounts/0");
    strict_refuses(SCHEMA("accounts"), document, "", "people", json_string("many"));
    strict_refuses(SCHEMA("accounts"), document, "warnings/0", "code", json_string("other"));
    strict_refuses(SCHEMA("accounts"), document, "accounts/1", "overdue", json_pack("[s]", "rent"));
    json_decref(document);
    crew_remove(&c);
}
END_TEST

static void tests(TCase *tc)
{
    tcase_add_test(tc, of_one_person);
    tcase_add_test(tc, of_several_people);
}

GG_TEST_MAIN("registry/account_schemas")
